import { createHash } from "node:crypto";

/** 40 bits: among 2,000 shown and a million other items one is taken for shown, and left out, in one of 500 answers. */
const DIGEST_BYTES = 5;

/**
 * The items that the pages of an answer have shown, as digests that fit into a cursor. Only answers by present popularity
 * need it: every server counts that at a moment of its own, so that a place in one's order means little in another's.
 */
export class ShownItems {
  private digests: ReadonlySet<string> | null = null;

  /** @param bytes The digests one after another, a character for a byte. */
  private constructor(private readonly bytes: string) {}

  /** Longest answer, all pages together: with more the cursors would outgrow the answers. */
  static readonly MAXIMUM = 2000;

  /** Reads what `pack` wrote; null: none were shown yet. */
  static unpack(packed: string | null): ShownItems {
    return new ShownItems(Buffer.from(packed ?? "", "base64url").toString("latin1"));
  }

  get size(): number {
    return this.bytes.length / DIGEST_BYTES;
  }

  has(itemId: string): boolean {
    this.digests ??= new Set(this.bytes.match(/.{5}/gs) ?? []);
    return this.digests.has(digestOf(itemId));
  }

  /** These and one more. */
  with(itemId: string): ShownItems {
    return new ShownItems(this.bytes + digestOf(itemId));
  }

  /** As text for a cursor. */
  pack(): string {
    return Buffer.from(this.bytes, "latin1").toString("base64url");
  }
}

function digestOf(itemId: string): string {
  return createHash("sha256").update(itemId).digest().toString("latin1", 0, DIGEST_BYTES);
}
