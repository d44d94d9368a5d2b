import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import type { EventMeanings } from "../domain/eventMeaning.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { DataSource } from "../formats/dataSource.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { ItemRepository } from "../store/itemRepository.js";
import type { SpaceRepository } from "../store/spaceRepository.js";
import type { UserRepository } from "../store/userRepository.js";
import { importBatches, type ImportPart } from "./importBatches.js";
import { ImportLogWriter } from "./importLogWriter.js";
import type { ImportFault, ImportObserver } from "./importObserver.js";
import type { ImportSummary } from "./importSummary.js";
import { surveyInteractions, type ImportSurvey } from "./importSurvey.js";
import { importWriteBehind } from "./importWriteBehind.js";

/** Where an import writes to. */
export interface ImportDependencies {
  readonly spaces: Pick<SpaceRepository, "find" | "setEventMeanings">;
  readonly items: Pick<ItemRepository, "findMany" | "upsert">;
  readonly users: Pick<UserRepository, "upsert">;
  readonly interactions: Pick<InteractionRepository, "page" | "importBatch" | "settleImport">;
  readonly clock: Clock;
}

/** What an import is told. */
export interface ImportOptions {
  readonly space: SpaceId;
  /** `last`: each user's last positive event stays out of the store, unless it is the only one. */
  readonly holdOut: "none" | "last";
  /** Ends the import between two batches; the next import completes it. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a data set into a space: items, users, then interactions in the order of the files. Importing it again adds nothing, and completes an import
 * that broke off.
 *
 * @throws {DomainError} `UNKNOWN_SPACE`; `BAD_INPUT` if events to be held out are in the log already; `BAD_DATA` if a file cannot be read to its end, or no row of the interactions can be: of those, nothing is written.
 */
export async function importDataSet(
  dependencies: ImportDependencies,
  source: DataSource,
  options: ImportOptions,
  observer: ImportObserver,
): Promise<ImportSummary> {
  return new DataSetImport(dependencies, source, options, observer).run();
}

/** What became of the rows of items or users. */
interface UpsertCounts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly faulty: number;
}

/** One run of `importDataSet`. */
class DataSetImport {
  constructor(
    private readonly dependencies: ImportDependencies,
    private readonly source: DataSource,
    private readonly options: ImportOptions,
    private readonly observer: ImportObserver,
  ) {}

  async run(): Promise<ImportSummary> {
    const { clock } = this.dependencies;
    const startMs = clock();
    const own = await this.ownMeanings();
    const survey = await this.survey({ ...this.source.eventMeanings, ...own });
    const eventMeaningsAdded = await this.addMeanings(own);
    const items = await this.importItems();
    const users = await this.importUsers();
    const { counts: interactions, mentionedOnly } = await this.importInteractions(survey);
    const seconds = (clock() - startMs) / 1000;
    const rows = items.read + users.read + interactions.read;
    return {
      source: this.source.name,
      format: this.source.format,
      timestampKind: this.source.timestampKind,
      items: { ...items, mentionedOnly },
      users,
      interactions,
      eventMeaningsAdded,
      seconds,
      rowsPerSecond: seconds > 0 ? Math.round(rows / seconds) : rows,
    };
  }

  private async ownMeanings(): Promise<EventMeanings> {
    const { space } = this.options;
    const found = await this.dependencies.spaces.find(space);
    if (found) return found.eventMeanings;
    throw new DomainError("UNKNOWN_SPACE", `Cannot import into space "${space}": there is no such space`);
  }

  private async survey(meanings: EventMeanings): Promise<ImportSurvey> {
    let first: ImportFault | null = null;
    const onFault = (fault: ImportFault): void => {
      first ??= fault;
      this.observer.onFault(fault);
    };
    const onProgress = this.observer.onProgress.bind(this.observer);
    const { holdOut, signal } = this.options;
    const observer = { onProgress, onFault };
    const survey = await surveyInteractions(this.source, { holdOut, meanings, observer, signal });
    const fault = first as ImportFault | null;
    if (survey.rows > 0 || fault === null) return survey;
    throw new DomainError(
      "BAD_DATA",
      `Cannot import "${this.source.name}": all ${survey.faulty} rows of its interactions are faulty, first ${fault.file}:${fault.line}: ${fault.reason}`,
    );
  }

  /** A space keeps what it says of a type; the data set speaks of types that the space does not name. */
  private async addMeanings(own: EventMeanings): Promise<EventMeanings> {
    const fresh = Object.entries(this.source.eventMeanings).filter(([type]) => !Object.hasOwn(own, type));
    const added = Object.fromEntries(fresh);
    const { spaces } = this.dependencies;
    if (fresh.length > 0) await spaces.setEventMeanings(this.options.space, { ...own, ...added });
    return added;
  }

  private importItems(): Promise<UpsertCounts> {
    const { source } = this;
    return this.upsertAll("ITEMS", { files: source.parts.items, rows: source.items() }, this.dependencies.items);
  }

  private importUsers(): Promise<UpsertCounts> {
    const { source } = this;
    return this.upsertAll("USERS", { files: source.parts.users, rows: source.users() }, this.dependencies.users);
  }

  private async upsertAll<T>(
    phase: "ITEMS" | "USERS",
    { files, rows }: Pick<ImportPart<T>, "files" | "rows">,
    repository: { upsert(space: SpaceId, values: readonly T[]): Promise<{ created: number; updated: number }> },
  ): Promise<UpsertCounts> {
    const count = { read: 0, created: 0, updated: 0, faulty: 0 };
    const { observer } = this;
    const batches = importBatches({ phase, files, rows, observer, signal: this.options.signal });
    await importWriteBehind(
      batches,
      async ({ values, faulty }) => {
        const { created, updated } = await repository.upsert(this.options.space, values);
        count.read += values.length + faulty;
        count.created += created;
        count.updated += updated;
        count.faulty += faulty;
      },
      this.options.signal,
    );
    return count;
  }

  private async importInteractions(survey: ImportSurvey): Promise<ImportLogWriter> {
    const { source, observer } = this;
    const { space, signal } = this.options;
    const { items, interactions } = this.dependencies;
    const onHeldOut = observer.onHeldOut.bind(observer);
    const writer = new ImportLogWriter({ source, space, survey, items, interactions, onHeldOut });
    const batches = importBatches({
      phase: "INTERACTIONS",
      files: source.parts.interactions,
      rows: source.interactions(),
      rowsTotal: survey.rows + survey.faulty,
      observer: { onProgress: observer.onProgress.bind(observer), onFault: () => undefined }, // the survey reported them
      signal,
    });
    const prepared = (async function* () {
      for await (const batch of batches) yield writer.prepare(batch);
    })();
    await importWriteBehind(prepared, (batch) => writer.write(batch), signal);
    await interactions.settleImport(space);
    return writer;
  }
}
