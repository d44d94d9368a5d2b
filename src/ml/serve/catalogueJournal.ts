import { setImmediate } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";

import { type CatalogueChunk, catalogueChunk } from "./catalogueChunk.js";
import { catalogueEntries } from "./catalogueEntries.js";
import type { CatalogueEntry } from "./catalogueEntry.js";

/** Entries a chunk; each is one message to the inference process. */
const CHUNK_ENTRIES = 5000;

/** Below so many entries superseded ones are not worth a pass. */
const LEAST_COMPACTED = 10_000;

/**
 * All that an inference process was told of the catalogue, so that the next one can be told it again. Kept as bytes outside of the
 * heap, about 80 an item and its title.
 */
export class CatalogueJournal {
  private chunks: Buffer[] = [];
  private entryCount = 0;
  private compactedCount = 0;

  /** @param keepsTitles Whether anybody reads them. */
  constructor(private readonly keepsTitles: boolean) {}

  /** Adds entries. @returns Their chunks, to be sent. */
  append(entries: readonly CatalogueEntry[]): readonly Buffer[] {
    const added: Buffer[] = [];
    for (let begin = 0; begin < entries.length; begin += CHUNK_ENTRIES)
      added.push(serialize(catalogueChunk(entries.slice(begin, begin + CHUNK_ENTRIES), this.keepsTitles)));
    this.chunks.push(...added);
    this.entryCount += entries.length;
    return added;
  }

  /** The chunks so far, in order: later entries replace earlier ones of the same id. */
  all(): readonly Buffer[] {
    return this.chunks;
  }

  /** Forgets superseded entries once they are the larger part; lets other work run in between. Nothing may be added meanwhile. */
  async compact(): Promise<void> {
    if (this.entryCount <= 2 * this.compactedCount + LEAST_COMPACTED) return;
    const newest = new Map<string, CatalogueEntry>();
    for (const chunk of this.chunks) {
      for (const entry of catalogueEntries(deserialize(chunk) as CatalogueChunk)) newest.set(entry.id, entry);
      await setImmediate();
    }
    this.chunks = [];
    this.entryCount = 0;
    const entries = [...newest.values()];
    for (let begin = 0; begin < entries.length; begin += CHUNK_ENTRIES) {
      this.append(entries.slice(begin, begin + CHUNK_ENTRIES));
      await setImmediate();
    }
    this.compactedCount = this.entryCount;
  }
}
