import { DomainError } from "../domain/domainError.js";
import type { DataSource } from "./dataSource.js";
import { movieLens100K } from "./movieLens100K.js";
import { movieLens1M } from "./movieLens1M.js";
import { movieLensCsv } from "./movieLensCsv.js";
import { noRows } from "./noRows.js";
import { holds } from "./holds.js";
import type { Place } from "./place.js";
import type { Reader } from "./reader.js";
import type { ReaderOptions } from "./readerOptions.js";
import { readTable } from "./readTable.js";

const LAYOUTS = [movieLens100K, movieLens1M, movieLensCsv] as const;

const FILES = LAYOUTS.map(({ interactionsFile }) => interactionsFile).join(", ");

/** MovieLens folders: 100K (`u.data`), 1M and 10M (`ratings.dat`), latest, 20M, 25M and 32M (`ratings.csv`). */
export const movieLens: Reader = {
  looksFor: FILES,
  recognises: (place) => Promise.resolve(LAYOUTS.some(({ interactionsFile }) => holds(place, interactionsFile))),
  open,
};

async function open(place: Place, { latestMs }: ReaderOptions): Promise<DataSource> {
  const layout = LAYOUTS.find(({ interactionsFile }) => holds(place, interactionsFile));
  if (!layout) throw new DomainError("BAD_DATA", `Cannot read "${place.path}": it holds none of ${FILES}`);
  const { interactions, items, users } = await layout.tables(place.folder, { latestMs });
  const parts = { items: items?.files ?? [], users: users?.files ?? [], interactions: interactions.files };
  return {
    format: "movielens",
    name: `movielens-${layout.release}`,
    timestampKind: "unix",
    cutOff: null,
    eventMeanings: {},
    files: [...parts.items, ...parts.users, ...parts.interactions],
    parts,
    items: () => (items ? readTable(items) : noRows()),
    users: () => (users ? readTable(users) : noRows()),
    interactions: () => readTable(interactions),
  };
}
