import { DomainError } from "../domain/domainError.js";
import { meaningOf, type EventMeanings } from "../domain/eventMeaning.js";
import { parseColumnMapping } from "../formats/columnMapping.js";
import type { DataSource } from "../formats/dataSource.js";
import { openSource } from "../formats/openSource.js";
import type { SourceFormat } from "../formats/sourceFormat.js";
import { InteractionLogBuilder, type InteractionLog } from "../ml/index.js";

/** Which data set to read. */
export interface TrainingLogOptions {
  readonly data: string;
  readonly format: SourceFormat;
  /** As `parseColumnMapping` reads it. */
  readonly columns?: string;
}

/** A data set as models see it: the positive events. */
export interface TrainingLog {
  readonly name: string;
  /** As the data source knows it. */
  readonly cutOff: string | null;
  readonly eventMeanings: EventMeanings;
  readonly log: InteractionLog;
  /** Rows that could not be read. */
  readonly faultyRows: number;
  /** What else the data set has. */
  readonly source: DataSource;
}

/** Faulty rows that are shown; the others are only counted. */
const FAULTS_SHOWN = 5;

/**
 * Reads the positive events of a data set; faulty rows are left out, counted, and the first ones shown.
 *
 * @param warn Gets a line for people.
 * @throws {DomainError} `BAD_DATA` if the data set cannot be read, or none of its rows can.
 */
export async function readTrainingLog(
  { data, format, columns }: TrainingLogOptions,
  warn: (line: string) => void,
): Promise<TrainingLog> {
  const mapping = columns === undefined ? {} : parseColumnMapping(columns);
  const source = await openSource(data, { format, columns: mapping });
  const builder = new InteractionLogBuilder();
  let [faultyRows, goodRows] = [0, 0];
  for await (const row of source.interactions()) {
    if (row.ok) {
      goodRows++;
      const { userId, itemId, timestamp, type } = row.value;
      if (meaningOf(source.eventMeanings, type) === "POSITIVE") builder.add(userId, itemId, timestamp);
    } else if (++faultyRows <= FAULTS_SHOWN) warn(`Left out ${row.file}:${row.line}: ${row.reason}`);
  }
  if (goodRows === 0)
    throw new DomainError("BAD_DATA", `Cannot read "${data}": none of its ${faultyRows} interactions is well-formed`);
  if (faultyRows > FAULTS_SHOWN) warn(`Left out ${faultyRows} faulty rows in all`);
  const { name, cutOff, eventMeanings, timestampKind } = source;
  const built = builder.build();
  const log = timestampKind === "unix" ? built : { ...built, times: null }; // they have done what they are good for
  return { name, cutOff, eventMeanings, log, faultyRows, source };
}
