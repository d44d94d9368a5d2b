import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { InferenceModel } from "../ml/index.js";
import type { CatalogueEntry } from "../store/catalogueEntry.js";
import type { ItemRepository } from "../store/itemRepository.js";

/** How old the popularity of a space without a model may get. */
const POPULARITY_MAX_AGE_MS = 30_000;

/** What a model's copy of the catalogue is kept by. */
export interface ServedCatalogueOptions {
  readonly space: SpaceId;
  readonly model: InferenceModel;
  readonly items: ItemRepository;
  /** Whether the model ranks by how popular the log says items are now, rather than by what it learned. */
  readonly withPopularity: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The copy of a space's catalogue that one loaded model ranks from: brought up to date before an answer needs it. */
export class ServedCatalogue {
  private update: Promise<void> | null = null;
  private popularity: ReadonlyMap<string, number> = new Map();
  private popularityAtMs = 0;

  constructor(private readonly options: ServedCatalogueOptions) {}

  /**
   * Resolves once the copy holds every write up to this version of the catalogue. All who wait share one update.
   *
   * @param version The space's catalogueVersion, as the caller read it.
   */
  async reach(version: bigint): Promise<void> {
    const { model, withPopularity, clock, log, space } = this.options;
    while (model.catalogueVersion < version) await (this.update ??= this.exclusively(() => this.catchUp(version)));
    if (!withPopularity || this.update !== null || clock() - this.popularityAtMs < POPULARITY_MAX_AGE_MS) return;
    // Behind the answer: what is a little old now is good enough for it.
    this.update = this.exclusively(() => this.readAll(model.catalogueVersion)).catch((error: unknown) => {
      log.warn({ space, err: error }, "the popularity of items could not be counted again");
    });
  }

  private async exclusively(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      this.update = null;
    }
  }

  private catchUp(version: bigint): Promise<void> {
    return this.options.model.catalogueVersion < 0n ? this.readAll(version) : this.readChanges(version);
  }

  /** Versions become visible in order: whoever reads after `version` was seen finds every write up to it. */
  private async readAll(version: bigint): Promise<void> {
    const { space, model, items, withPopularity, clock } = this.options;
    const popularity = new Map<string, number>();
    this.popularityAtMs = clock();
    const entries = eachBatch(items.catalogue(space, 0n, { withPopularity }), (entry) => {
      if (entry.popularity > 0) popularity.set(entry.id, entry.popularity);
      return entry;
    });
    await model.updateCatalogue(entries, version, { reset: true });
    this.popularity = popularity;
  }

  /** Counting popularity reads the whole log, so that items that were changed keep what was counted last. */
  private async readChanges(version: bigint): Promise<void> {
    const { space, model, items } = this.options;
    const changes = items.catalogue(space, model.catalogueVersion);
    const entryOf = (entry: CatalogueEntry): CatalogueEntry => ({
      ...entry,
      popularity: this.popularity.get(entry.id) ?? 0,
    });
    await model.updateCatalogue(eachBatch(changes, entryOf), version);
  }
}

async function* eachBatch(
  batches: AsyncIterable<CatalogueEntry[]>,
  entryOf: (entry: CatalogueEntry) => CatalogueEntry,
): AsyncGenerator<CatalogueEntry[], void, void> {
  for await (const entries of batches) yield entries.map(entryOf);
}
