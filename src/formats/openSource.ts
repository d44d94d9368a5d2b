import { DomainError } from "../domain/domainError.js";
import { amazon2023 } from "./amazon2023.js";
import type { ColumnMapping } from "./columnMapping.js";
import type { DataSource } from "./dataSource.js";
import { movieLens } from "./movieLens.js";
import { lookAt, type Place } from "./place.js";
import { LATEST_TIME_MS } from "./parseTimestamp.js";
import { plainCsv } from "./plainCsv.js";
import { recBole } from "./recBole.js";
import type { Reader } from "./reader.js";
import { sequiturFolder } from "./sequiturFolder.js";
import type { SourceFormat } from "./sourceFormat.js";

/** In the order in which a person should read of them. */
const READERS: Readonly<Record<Exclude<SourceFormat, "auto">, Reader>> = {
  sequitur: sequiturFolder,
  movielens: movieLens,
  amazon2023,
  recbole: recBole,
  csv: plainCsv,
};

/** How a data set is to be read. */
export interface OpenSourceOptions {
  readonly format?: SourceFormat;
  /** Which columns hold what, for the formats `csv` and `recbole`. */
  readonly columns?: ColumnMapping;
  /** Times after it make a row faulty, in milliseconds since 1970; the year 2100 where the caller names none. */
  readonly latestMs?: number;
}

/**
 * Opens a data set: a folder, or one of its files. Nothing but headers and `dataset.json` is read yet.
 *
 * @throws {DomainError} `BAD_DATA` if the path cannot be read, is nothing known, or lacks a file or a column; `BAD_INPUT` if columns are
 *   named for a format that does not ask for them.
 */
export async function openSource(
  path: string,
  { format = "auto", columns = {}, latestMs = LATEST_TIME_MS }: OpenSourceOptions = {},
): Promise<DataSource> {
  const place = await lookAt(path);
  const chosen = format === "auto" ? await detect(path, place) : format;
  if (Object.keys(columns).length > 0 && chosen !== "csv" && chosen !== "recbole")
    throw new DomainError(
      "BAD_INPUT",
      `Cannot map columns of format "${chosen}": only csv and recbole have free columns`,
    );
  return READERS[chosen].open(place, { columns, latestMs });
}

async function detect(path: string, place: Place): Promise<Exclude<SourceFormat, "auto">> {
  const formats = Object.keys(READERS) as Exclude<SourceFormat, "auto">[];
  const found: typeof formats = [];
  for (const format of formats) {
    // Files of other formats are CSV too: plain CSV is what is none of them.
    const isTaken = format === "csv" && found.length > 0;
    if (!isTaken && (await READERS[format].recognises(place))) found.push(format);
  }
  const [first, second] = found;
  if (first === undefined) {
    const looksFor = formats.map((format) => `${READERS[format].looksFor} (${format})`).join("; ");
    throw new DomainError("BAD_DATA", `Cannot tell the format of "${path}": looked for ${looksFor}`);
  }
  if (second === undefined) return first;
  const choices = found.join(" or ");
  throw new DomainError("BAD_DATA", `Cannot tell the format of "${path}": it may be ${choices}, --format says which`);
}
