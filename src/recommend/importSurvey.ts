import { meaningOf, type EventMeanings } from "../domain/eventMeaning.js";
import type { DataFile } from "../formats/dataFile.js";
import type { DataSource } from "../formats/dataSource.js";
import { importBatches } from "./importBatches.js";
import { importFingerprint } from "./importFingerprint.js";
import { ImportLastEvents } from "./importLastEvents.js";
import type { ImportObserver } from "./importObserver.js";
import { ImportRepeatCounts } from "./importRepeatCounts.js";
import { ImportSeenFilter } from "./importSeenFilter.js";

/** The shortest rows that logs have on average: the filter is sized for as many rows as the files can hold. */
const BYTES_PER_ROW = 20;
const COMPRESSED_BYTES_PER_ROW = 4;

/** What the second reading of a log must know about all of it. */
export interface ImportSurvey {
  readonly rows: number;
  readonly faulty: number;
  /** Fingerprints of all events that are repeated, and of a few that are not. */
  readonly repeats: ImportRepeatCounts;
  /** Numbers of the rows to keep out of the store, ascending; faulty rows are not numbered. */
  readonly heldOut: Float64Array;
}

/** What the survey is to find out. */
export interface ImportSurveyOptions {
  readonly holdOut: "none" | "last";
  readonly meanings: EventMeanings;
  readonly observer: Pick<ImportObserver, "onProgress" | "onFault">;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads all interactions once, before anything is written: a file that breaks off half-way is found now. Memory is that of users and of repeated
 * events, plus a filter of 2 bytes a row (128 MiB at most).
 *
 * @throws {DomainError} `BAD_DATA` if a file cannot be read to its end.
 */
export async function surveyInteractions(source: DataSource, options: ImportSurveyOptions): Promise<ImportSurvey> {
  const { holdOut, meanings, observer, signal } = options;
  const files = source.parts.interactions;
  const filter = new ImportSeenFilter(mostRows(files));
  const repeats = new ImportRepeatCounts();
  const lastEvents = new ImportLastEvents();
  let rows = 0;
  let faulty = 0;
  const part = { phase: "SURVEY", files, rows: source.interactions(), observer, signal } as const;
  for await (const batch of importBatches(part)) {
    for (const event of batch.values) {
      const fingerprint = importFingerprint(event);
      if (filter.addAndTellWhetherSeen(fingerprint)) repeats.track(fingerprint);
      if (holdOut === "last" && meaningOf(meanings, event.type) === "POSITIVE") lastEvents.add(event, rows);
      rows += 1;
    }
    faulty += batch.faulty;
  }
  return { rows, faulty, repeats, heldOut: lastEvents.lastRows() };
}

function mostRows(files: readonly DataFile[]): number {
  return files.reduce((sum, { path, bytes }) => {
    return sum + bytes / (path.endsWith(".gz") ? COMPRESSED_BYTES_PER_ROW : BYTES_PER_ROW);
  }, 0);
}
