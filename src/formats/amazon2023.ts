import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";
import type { DataSource } from "./dataSource.js";
import { amazonItem } from "./amazonItem.js";
import { findFile } from "./findFile.js";
import type { Folder } from "./listFolder.js";
import { headerColumns } from "./headerColumns.js";
import { noRows } from "./noRows.js";
import { parseInteraction, RATING_TYPE } from "./parseInteraction.js";
import { parseTimestamp } from "./parseTimestamp.js";
import type { Place } from "./place.js";
import { plainName } from "./plainName.js";
import type { Reader } from "./reader.js";
import { readHeader } from "./readHeader.js";
import { readJsonLines } from "./readJsonLines.js";
import { readTable } from "./readTable.js";
import type { ReaderOptions } from "./readerOptions.js";

const COMMAS = { delimiter: ",", quotes: true } as const;
const COLUMNS = ["user_id", "parent_asin", "rating", "timestamp"] as const;

/** The benchmark's leave-last-out splits, in the order of time. */
const SPLITS = ["train", "valid", "test"] as const;
const SPLIT_NAME = /^(.+)\.(train|valid|test)\.csv$/;

const LOOKS_FOR = `*.train.csv, *.valid.csv, *.test.csv or another CSV with the columns ${COLUMNS.join(",")}`;

/**
 * Amazon Reviews 2023 (McAuley-Lab/Amazon-Reviews-2023): the 5-core or raw rating-only CSV of one category, whole or in its three splits, with
 * `meta_<category>.jsonl` beside it. A `history` column repeats earlier rows and is not read. Times are milliseconds.
 */
export const amazon2023: Reader = {
  looksFor: LOOKS_FOR,
  recognises: async (place) => (await categories(place)).size > 0,
  open,
};

async function open(place: Place, { latestMs }: ReaderOptions): Promise<DataSource> {
  const found = await categories(place);
  const [first, second] = found.keys();
  if (first === undefined) throw new DomainError("BAD_DATA", `Cannot read "${place.path}": it holds no ${LOOKS_FOR}`);
  if (second !== undefined)
    throw new DomainError(
      "BAD_DATA",
      `Cannot choose among the categories in "${place.path}": ${[...found.keys()].join(", ")}; name a file, or a folder with one`,
    );
  const meta = findFile(place.folder, `meta_${first}.jsonl`);
  const parts = { items: meta ? [meta] : [], users: [], interactions: found.get(first) ?? [] };
  return {
    format: "amazon2023",
    name: `amazon2023-${first}`,
    timestampKind: "unix",
    cutOff: null,
    eventMeanings: {},
    files: [...parts.items, ...parts.interactions],
    parts,
    items: () => readJsonLines(parts.items, amazonItem),
    users: noRows,
    interactions: () =>
      readTable({
        files: parts.interactions,
        dialect: COMMAS,
        columns: "header",
        parser: (header, file) => {
          const at = headerColumns(header, file, COLUMNS);
          return (fields) =>
            parseInteraction({
              user: fields[at.user_id] ?? "",
              item: fields[at.parent_asin] ?? "",
              timestamp: parseTimestamp(fields[at.timestamp] ?? "", "milliseconds", latestMs),
              type: RATING_TYPE,
              value: fields[at.rating] ?? "",
            });
        },
      }),
  };
}

/** The files of interactions by category, each category's in the order of time. */
async function categories(place: Place): Promise<Map<string, DataFile[]>> {
  const found = new Map<string, DataFile[]>();
  for (const file of place.file ? [place.file] : place.folder.values()) {
    const name = plainName(file);
    if (!name.endsWith(".csv") || !(await hasColumns(file))) continue;
    const category = SPLIT_NAME.exec(name)?.[1] ?? name.slice(0, -".csv".length);
    found.set(category, [...(found.get(category) ?? []), file]);
  }
  for (const [category, files] of found) found.set(category, inOrder(category, files, place.folder));
  return found;
}

async function hasColumns(file: DataFile): Promise<boolean> {
  const header = await readHeader(file, COMMAS);
  return COLUMNS.every((name) => header?.includes(name));
}

function inOrder(category: string, files: readonly DataFile[], folder: Folder): DataFile[] {
  if (files.length === 1) return [...files];
  if (files.some((file) => plainName(file) === `${category}.csv`))
    throw new DomainError(
      "BAD_DATA",
      `Cannot read category ${category}: its splits and the whole of it lie in one folder; name a file, or a folder with the one or the other`,
    );
  return SPLITS.flatMap((split) => findFile(folder, `${category}.${split}.csv`) ?? []);
}
