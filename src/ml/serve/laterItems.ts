/** @file Items that came after the model was trained get vectors by their titles. Axes: I items, V width of vectors. */
import { createHash } from "node:crypto";

import type { Logger } from "../../domain/logger.js";
import type { ItemVectorStore, StoredItemVector } from "./itemVectorStore.js";
import type { LaterItem } from "./laterItem.js";

/** Items whose prompts are read at once: a user who comes meanwhile waits no longer than for these. */
const ITEMS_AT_ONCE = 4;
/** Items whose stored vectors are asked for at once. */
const STORED_AT_ONCE = 256;
/** Vectors that are held, at 128 numbers 25 MB: a model that knows so much less than its catalogue wants training. */
const MOST_VECTORS = 50_000;

/** What makes and takes the vectors. */
export interface LaterItemsOptions {
  readonly key: string;
  /** Makes `[I, V]` of titles, when nothing else waits; null if it cannot now. */
  readonly compute: (titles: readonly string[]) => Promise<Float32Array | null>;
  /** Called with vectors as they come, `[ids, V]`. */
  readonly onVectors: (ids: readonly string[], vectors: Float32Array) => Promise<void>;
  readonly store: ItemVectorStore | undefined;
  /** V; what is stored of another width is of another model. */
  readonly vectorWidth: number;
  readonly log: Logger;
}

interface Known extends LaterItem {
  readonly vector: Float32Array | null;
}

/** Remembers later items and has vectors made of those that may be in an answer, the newest first. */
export class LaterItems {
  private readonly known = new Map<string, Known>();
  private readonly missing = new Set<string>();
  private work: Promise<void> | null = null;
  private isResumed = false;
  private held = 0;

  constructor(private readonly options: LaterItemsOptions) {}

  /** The title of a later item; null if the catalogue has none of this id. */
  titleOf(id: string): string | null {
    return this.known.get(id)?.title ?? null;
  }

  /** All vectors so far, for a process that knows none. */
  vectors(): { readonly ids: readonly string[]; readonly vectors: Float32Array } | null {
    const held = [...this.known.values()].flatMap(({ id, vector }) => (vector === null ? [] : [{ id, vector }]));
    return held.length === 0
      ? null
      : { ids: held.map(({ id }) => id), vectors: joined(held.map(({ vector }) => vector)) };
  }

  /** Adds items, or tells what has changed of them. */
  add(items: readonly LaterItem[]): void {
    for (const item of items) {
      const before = this.known.get(item.id);
      const vector = before?.title === item.title ? before.vector : null;
      if (vector === null && before !== undefined && before.vector !== null) this.held--;
      this.known.set(item.id, { ...item, vector });
      const isWanted = vector === null && item.recommendable;
      if (isWanted && this.held + this.missing.size < MOST_VECTORS) this.missing.add(item.id);
      else if (!isWanted) this.missing.delete(item.id);
    }
    this.resume();
  }

  /** Goes on with what is missing: to be called when the language model can be asked again. */
  resume(): void {
    if (this.missing.size === 0) return;
    this.isResumed = true;
    this.work ??= this.describeAgain()
      .catch((error: unknown) => {
        const { key, log } = this.options;
        log.warn({ key, err: error }, "vectors of new items could not be made; they are ranked last until they are");
      })
      .finally(() => (this.work = null));
  }

  /** Whoever resumes while work ends is heard. */
  private async describeAgain(): Promise<void> {
    while (this.isResumed) {
      this.isResumed = false;
      await this.describeAll();
    }
  }

  private async describeAll(): Promise<void> {
    const asked = new Set<string>();
    while (this.missing.size > 0) {
      const newest = [...this.missing].map((id) => this.known.get(id)!).sort(byNewest);
      const unasked = newest.filter(({ id }) => !asked.has(id)).slice(0, STORED_AT_ONCE);
      for (const { id } of unasked) asked.add(id);
      if (this.options.store !== undefined && unasked.length > 0) {
        await this.takeStored(unasked, this.options.store);
        continue;
      }
      const batch = newest.slice(0, ITEMS_AT_ONCE);
      const vectors = await this.options.compute(batch.map(({ title }) => title));
      if (vectors === null) return;
      const made = rowsOf(batch, vectors);
      await this.take(made);
      await this.options.store?.write(made.map(stored));
    }
  }

  private async takeStored(items: readonly Known[], store: ItemVectorStore): Promise<void> {
    const found = await store.read(items.map(({ id }) => id));
    const hashes = new Map(items.map(({ id, title }) => [id, textHash(title)]));
    const titles = new Map(items.map(({ id, title }) => [id, title]));
    await this.take(
      found
        .filter(({ vector }) => vector.length === this.options.vectorWidth)
        .filter(({ itemId, textHash: hash }) => hashes.get(itemId) === hash)
        .map(({ itemId, vector }) => ({ id: itemId, title: titles.get(itemId)!, vector })),
    );
  }

  /** Takes vectors of titles that are still theirs. */
  private async take(made: readonly Described[]): Promise<void> {
    const fitting: Described[] = [];
    for (const described of made) {
      const { id, title, vector } = described;
      const known = this.known.get(id);
      if (known?.title !== title) continue;
      this.missing.delete(id);
      if (!vector.every(Number.isFinite)) {
        this.options.log.error(
          { key: this.options.key, itemId: id },
          "the vector of a new item is not finite; it is ranked last",
        );
        continue;
      }
      if (known.vector === null) this.held++;
      this.known.set(id, { ...known, vector });
      fitting.push(described);
    }
    if (fitting.length > 0)
      await this.options.onVectors(
        fitting.map(({ id }) => id),
        joined(fitting.map(({ vector }) => vector)),
      );
  }
}

interface Described {
  readonly id: string;
  readonly title: string;
  readonly vector: Float32Array;
}

function rowsOf(items: readonly Known[], vectors: Float32Array): Described[] {
  const width = vectors.length / items.length;
  return items.map(({ id, title }, at) => ({ id, title, vector: vectors.slice(at * width, (at + 1) * width) }));
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  const width = vectors[0]?.length ?? 0;
  const all = new Float32Array(vectors.length * width);
  for (const [at, vector] of vectors.entries()) all.set(vector, at * width);
  return all;
}

function stored({ id, title, vector }: Described): StoredItemVector {
  return { itemId: id, textHash: textHash(title), vector };
}

function textHash(title: string): string {
  return createHash("sha256").update(title).digest("hex");
}

function byNewest(one: Known, other: Known): number {
  return other.createdAtMs - one.createdAtMs || (one.id < other.id ? -1 : 1);
}
