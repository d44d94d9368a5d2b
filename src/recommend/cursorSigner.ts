import { createHmac, timingSafeEqual } from "node:crypto";

import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";

import type { CursorContent } from "./cursorContent.js";

/** Half of SHA-256 is what RFC 2104 section 5 allows at least; forging it takes 2^128 tries. */
const SIGNATURE_BYTES = 16;

/** How long a page waits for the next one to be asked for. */
const LIFETIME_MS = 30 * 60 * 1000;

/** Cursors of other layouts, which earlier releases wrote, have expired. */
const FORMAT = 2;

/** As they stand in a cursor, in this order: format, issued at, then `CursorContent`. */
type Packed = [
  format: number,
  issuedAtMs: number,
  requestId: string,
  modelVersionId: string | null,
  historyVersion: string | null,
  binding: string,
  position: readonly [tier: number, score: number, tie: string] | null,
  shown: string | null,
  /** Within a list, so that no language model and no vector of it are told apart. */
  language: readonly [historyVersion: string | null] | null,
];

/** Writes and reads the cursors of recommendations; whoever shares the key and the database can answer them. */
export class CursorSigner {
  /** @param key Secret, the same in every process. */
  constructor(
    private readonly key: Buffer,
    private readonly clock: Clock,
  ) {}

  /** Packs and signs. */
  sign({ requestId, modelVersionId, historyVersion, binding, language, position, shown }: CursorContent): string {
    const packed: Packed = [
      FORMAT,
      this.clock(),
      requestId,
      modelVersionId,
      historyVersion === null ? null : historyVersion.toString(),
      binding,
      position === null ? null : [position.tier, position.score, position.tie],
      shown,
      language === null ? null : [language.historyVersion],
    ];
    const content = Buffer.from(JSON.stringify(packed), "utf8");
    return Buffer.concat([this.signatureOf(content), content]).toString("base64url");
  }

  /**
   * Reads a cursor that this key signed less than 30 minutes ago.
   *
   * @param binding What the present request would be bound to.
   * @throws {DomainError} `CURSOR_INVALID` if it was altered, or belongs to another space, user, history, filter or ranker;
   *   `CURSOR_EXPIRED` if it is too old.
   */
  verify(cursor: string, binding: string): CursorContent {
    const bytes = Buffer.from(cursor, "base64url");
    const content = bytes.subarray(SIGNATURE_BYTES);
    const signature = bytes.subarray(0, SIGNATURE_BYTES);
    // Base64 spells the same bytes in several ways: only our own spelling passes, so that no altered cursor does.
    const isOurSpelling = signature.length === SIGNATURE_BYTES && bytes.toString("base64url") === cursor;
    if (!isOurSpelling || !timingSafeEqual(signature, this.signatureOf(content)))
      throw new DomainError("CURSOR_INVALID", "Cannot go on from this cursor: one that an answer held is wanted");
    const packed = JSON.parse(content.toString("utf8")) as Packed; // signed by us: it is what we wrote
    const [format, issuedAtMs, requestId, modelVersionId, historyVersion, bound, place, shown, language] = packed;
    if (format !== FORMAT || this.clock() - issuedAtMs > LIFETIME_MS)
      throw new DomainError("CURSOR_EXPIRED", "Cannot go on from this cursor: it is too old, start again without it");
    if (bound !== binding)
      throw new DomainError(
        "CURSOR_INVALID",
        "Cannot go on from this cursor: it belongs to another user, history, filter or ranker",
      );
    return {
      requestId,
      modelVersionId,
      historyVersion: historyVersion === null ? null : BigInt(historyVersion),
      binding: bound,
      language: language === null ? null : { historyVersion: language[0] },
      position: place === null ? null : { tier: place[0], score: place[1], tie: place[2] },
      shown,
    };
  }

  private signatureOf(content: Buffer): Buffer {
    return createHmac("sha256", this.key).update(content).digest().subarray(0, SIGNATURE_BYTES);
  }
}
