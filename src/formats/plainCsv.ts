import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";
import type { DataSource } from "./dataSource.js";
import { guessColumns } from "./guessColumns.js";
import { mappedInteraction } from "./mappedInteraction.js";
import { noRows } from "./noRows.js";
import type { Place } from "./place.js";
import { plainName } from "./plainName.js";
import type { Reader } from "./reader.js";
import type { ReaderOptions } from "./readerOptions.js";
import { readHeader } from "./readHeader.js";
import { readTable } from "./readTable.js";
import { readTextBlocks } from "./readTextBlocks.js";

/** In order of preference where a header holds as many of one as of another. */
const DELIMITERS = [",", "\t", ";", "|"] as const;

/** Any CSV file of interactions with a header; its columns are mapped, or have usual names. Items are known by their ids alone. */
export const plainCsv: Reader = {
  looksFor: "a *.csv or *.tsv file that is named itself",
  recognises: ({ file }) => Promise.resolve(file !== null && /\.(csv|tsv)$/.test(plainName(file))),
  open,
};

async function open({ path, file }: Place, { columns, latestMs }: ReaderOptions): Promise<DataSource> {
  if (!file) throw new DomainError("BAD_DATA", `Cannot read "${path}" as csv: it is a folder, one file is wanted`);
  const dialect = { delimiter: await findDelimiter(file), quotes: true };
  const header = await readHeader(file, dialect);
  if (!header) throw new DomainError("BAD_DATA", `Cannot read "${file.path}": it is empty, a header is wanted`);
  const parts = { items: [], users: [], interactions: [file] };
  return {
    format: "csv",
    name: `csv-${plainName(file).replace(/\.\w+$/, "")}`,
    cutOff: null,
    timestampKind: guessColumns(header, columns, file).time < 0 ? "ordinal" : "unix",
    eventMeanings: {},
    files: parts.interactions,
    parts,
    items: noRows,
    users: noRows,
    interactions: () =>
      readTable({
        files: parts.interactions,
        dialect,
        columns: "header",
        parser: (names, of) => mappedInteraction(guessColumns(names, columns, of), latestMs),
      }),
  };
}

/** The delimiter that stands most often in the first line. */
async function findDelimiter(file: DataFile): Promise<string> {
  for await (const { lines } of readTextBlocks(file)) {
    const header = lines.find((line) => line !== "");
    if (header === undefined) continue;
    const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
    return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
  }
  return ",";
}
