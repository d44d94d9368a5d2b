/** @file Items that came after the model was trained get vectors by their titles. Axes: I items, V width of vectors. */
import { createHash } from "node:crypto";

import type { Logger } from "../../domain/logger.js";
import type { ItemVectorStore, StoredItemVector } from "./itemVectorStore.js";
import type { LaterItem } from "./laterItem.js";

/** Items whose prompts are read at once: a user who comes meanwhile waits no longer than for these. */
const ITEMS_AT_ONCE = 4;
/** Items whose stored vectors are asked for at once. */
const STORED_AT_ONCE = 256;
/** Vectors that are held, at 128 numbers 25 MB; the oldest items beyond follow all others: a model that knows so much less than its catalogue wants training. */
const MOST_VECTORS = 50_000;
/** So many more may be wanted until the oldest are looked for, which takes a look at all. */
const SPARE_VECTORS = 1_000;
/** After a fault of the store. */
const RETRY_PAUSE_MS = 10_000;

/** What makes and takes the vectors. */
export interface LaterItemsOptions {
  readonly key: string;
  /**
   * Makes `[I, V]` of titles, when it is their turn; null if that cannot be now: who can be asked again calls `resume`.
   *
   * @throws {Error} If these titles cannot be read.
   */
  readonly compute: (titles: readonly string[]) => Promise<Float32Array | null>;
  /** Called with vectors as they come, `[ids, V]`. */
  readonly onVectors: (ids: readonly string[], vectors: Float32Array) => Promise<void>;
  /** Called with the items whose vectors are not held any more. */
  readonly onForgotten: (ids: readonly string[]) => Promise<void>;
  readonly store: ItemVectorStore | undefined;
  /** V; what is stored of another width is of another model. */
  readonly vectorWidth: number;
  readonly log: Logger;
  /** Vectors that are held, `MOST_VECTORS`; and how many more may be wanted for a while, `SPARE_VECTORS`. */
  readonly mostVectors?: number;
  readonly spareVectors?: number;
  /** In milliseconds, `RETRY_PAUSE_MS`. */
  readonly retryPauseMs?: number;
}

interface Known extends LaterItem {
  readonly vector: Float32Array | null;
}

/** What has been tried to get an item's vector. */
interface Missing {
  isStoreAsked: boolean;
  /** Whether it was among titles that could not be read together, so that it is read alone. */
  isSuspect: boolean;
}

/** Remembers later items and has vectors made of those that may be in an answer, the newest first. */
export class LaterItems {
  private readonly known = new Map<string, Known>();
  private readonly missing = new Map<string, Missing>();
  private work: Promise<void> | null = null;
  private isResumed = false;
  private held = 0;
  private hasToldOfLimit = false;
  private retry: NodeJS.Timeout | null = null;

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
      if (vector !== null || !item.recommendable) this.missing.delete(item.id);
      else if (before?.title !== item.title || !this.missing.has(item.id))
        this.missing.set(item.id, { isStoreAsked: false, isSuspect: false });
    }
    this.resume();
  }

  /** Goes on with what is missing: to be called when the language model can be asked again. */
  resume(): void {
    this.isResumed = true;
    if (this.missing.size === 0) return;
    this.work ??= this.describeAgain()
      .catch((error: unknown) => {
        const { key, log, retryPauseMs = RETRY_PAUSE_MS } = this.options;
        log.warn({ key, err: error }, "vectors of new items could not be made; they are ranked last until they are");
        this.retry ??= setTimeout(() => {
          this.retry = null;
          this.resume();
        }, retryPauseMs).unref();
      })
      .finally(() => {
        this.work = null;
        if (this.isResumed) this.resume();
      });
  }

  /** Whoever resumes while work goes on is heard: newer items come first. */
  private async describeAgain(): Promise<void> {
    while (this.isResumed) {
      this.isResumed = false;
      await this.forgetOldest();
      await this.describeNewest();
    }
  }

  /** Until all is done, something newer may be there, or the language model cannot be asked. */
  private async describeNewest(): Promise<void> {
    const newest = [...this.missing.keys()].map((id) => this.known.get(id)!).sort(byNewest);
    if (this.options.store !== undefined) await this.takeAllStored(newest, this.options.store);
    const left = newest.filter(({ id }) => this.missing.has(id));
    for (let at = 0; at < left.length; ) {
      const done = await this.describe(this.batchAt(left, at));
      if (done === null || this.isResumed) return;
      at += done;
    }
  }

  /** The items to be read together; a suspect alone. */
  private batchAt(items: readonly Known[], at: number): readonly Known[] {
    const batch = items.slice(at, at + ITEMS_AT_ONCE);
    const suspectAt = batch.findIndex(({ id }) => this.missing.get(id)?.isSuspect);
    return suspectAt < 0 ? batch : batch.slice(0, Math.max(1, suspectAt));
  }

  /** @returns How many items of the batch are done with; null if the language model cannot be asked now. */
  private async describe(batch: readonly Known[]): Promise<number | null> {
    let vectors: Float32Array | null;
    try {
      vectors = await this.options.compute(batch.map(({ title }) => title));
    } catch (error) {
      return this.blame(batch, error);
    }
    if (vectors === null) return null;
    const made = rowsOf(batch, vectors);
    await this.take(made);
    await this.options.store?.write(made.map(stored));
    return batch.length;
  }

  /** Several titles that could not be read are tried one by one; one alone is set aside until the item is written again. */
  private async blame(batch: readonly Known[], error: unknown): Promise<number> {
    if (batch.length > 1) {
      for (const { id } of batch) {
        const missing = this.missing.get(id);
        if (missing !== undefined) missing.isSuspect = true;
      }
      return 0;
    }
    const ids = batch.map(({ id }) => id);
    for (const id of ids) this.missing.delete(id);
    const { key, log, onForgotten } = this.options;
    log.error({ key, itemId: ids[0], err: error }, "the title of a new item cannot be read; it is ranked last");
    await onForgotten(ids);
    return ids.length;
  }

  /** Where more are wanted than are held, the oldest give way. */
  private async forgetOldest(): Promise<void> {
    const { key, log, onForgotten, mostVectors = MOST_VECTORS, spareVectors = SPARE_VECTORS } = this.options;
    if (this.held + this.missing.size <= mostVectors + spareVectors) return;
    const wanted = [...this.known.values()].filter(({ id, vector }) => vector !== null || this.missing.has(id));
    const beyond = wanted.sort(byNewest).slice(mostVectors);
    for (const item of beyond) {
      this.missing.delete(item.id);
      if (item.vector === null) continue;
      this.held--;
      this.known.set(item.id, { ...item, vector: null });
    }
    if (!this.hasToldOfLimit)
      log.warn({ key, mostVectors }, "more new items than can be ranked by their titles: the oldest are ranked last");
    this.hasToldOfLimit = true;
    await onForgotten(beyond.map(({ id }) => id));
  }

  private async takeAllStored(items: readonly Known[], store: ItemVectorStore): Promise<void> {
    const unasked = items.flatMap((item) => {
      const missing = this.missing.get(item.id);
      return missing === undefined || missing.isStoreAsked ? [] : [{ item, missing }];
    });
    for (let first = 0; first < unasked.length; first += STORED_AT_ONCE) {
      const part = unasked.slice(first, first + STORED_AT_ONCE);
      await this.takeStored(
        part.map(({ item }) => item),
        store,
      );
      for (const { missing } of part) missing.isStoreAsked = true;
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
