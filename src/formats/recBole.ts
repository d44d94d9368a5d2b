import { DomainError } from "../domain/domainError.js";
import { userId } from "../domain/userId.js";
import { atomicHeader, type AtomicColumn } from "./atomicHeader.js";
import { atomicItem } from "./atomicItem.js";
import { atomicRow } from "./atomicRow.js";
import type { ColumnMapping } from "./columnMapping.js";
import type { DataFile } from "./dataFile.js";
import type { DataSource } from "./dataSource.js";
import { findFile } from "./findFile.js";
import { guessColumns } from "./guessColumns.js";
import { mappedInteraction } from "./mappedInteraction.js";
import { parseAttributes } from "./parseAttributes.js";
import type { Place } from "./place.js";
import { plainName } from "./plainName.js";
import type { Reader } from "./reader.js";
import type { ReaderOptions } from "./readerOptions.js";
import { readHeader } from "./readHeader.js";
import { readTable, type ParseFields, type Table } from "./readTable.js";
import type { SourceUser } from "./sourceUser.js";

const TABS = { delimiter: "\t", quotes: false } as const;
const SUFFIX = ".inter";

/** RecBole's atomic files: `<name>.inter`, and where present `<name>.item` and `<name>.user`; tabs, typed headers, no quoting. */
export const recBole: Reader = {
  looksFor: "*.inter",
  recognises: (place) => Promise.resolve(interactionFiles(place).length > 0),
  open,
};

async function open(place: Place, { columns, latestMs }: ReaderOptions): Promise<DataSource> {
  const [file, second] = interactionFiles(place);
  if (!file) throw new DomainError("BAD_DATA", `Cannot read "${place.path}": it holds no *.inter file`);
  if (second)
    throw new DomainError("BAD_DATA", `Cannot choose between "${file.path}" and "${second.path}": name one of them`);
  const name = plainName(file).slice(0, -SUFFIX.length);
  const list = (found: DataFile | undefined) => (found ? [found] : []);
  const parts = {
    items: list(findFile(place.folder, `${name}.item`)),
    users: list(findFile(place.folder, `${name}.user`)),
    interactions: [file],
  };
  const interactions = (header: readonly string[], of: DataFile) => guessColumns(columnNames(header, of), columns, of);
  const header = await readHeader(file, TABS);
  if (!header) throw new DomainError("BAD_DATA", `Cannot read "${file.path}": it is empty, a header is wanted`);
  return {
    format: "recbole",
    name: `recbole-${name}`,
    cutOff: null,
    timestampKind: interactions(header, file).time < 0 ? "ordinal" : "unix",
    eventMeanings: {},
    files: [...parts.items, ...parts.users, ...parts.interactions],
    parts,
    items: () => readTable(table(parts.items, "item", columns, atomicItem)),
    users: () => readTable(table(parts.users, "user", columns, atomicUser)),
    interactions: () =>
      readTable({
        files: parts.interactions,
        dialect: TABS,
        columns: "header",
        parser: (names, of) => mappedInteraction(interactions(names, of), latestMs),
      }),
  };
}

function interactionFiles({ file, folder }: Place): DataFile[] {
  return (file ? [file] : [...folder.values()]).filter((candidate) => plainName(candidate).endsWith(SUFFIX));
}

function columnNames(header: readonly string[], file: DataFile): string[] {
  return atomicHeader(header, file).map(({ name }) => name);
}

/** A table whose id is the column of the mapping, else `item_id` or `user_id`. */
function table<T>(
  files: readonly DataFile[],
  role: "item" | "user",
  mapping: ColumnMapping,
  parser: (columns: readonly AtomicColumn[], idAt: number) => ParseFields<T>,
): Table<T> {
  const idName = mapping[role] ?? `${role}_id`;
  return {
    files,
    dialect: TABS,
    columns: "header",
    parser: (header, file) => {
      const columns = atomicHeader(header, file);
      const idAt = columns.findIndex(({ name }) => name === idName);
      if (idAt < 0)
        throw new DomainError("BAD_DATA", `Cannot read "${file.path}": column ${idName} is missing from its header`);
      return parser(columns, idAt);
    },
  };
}

function atomicUser(columns: readonly AtomicColumn[], idAt: number): ParseFields<SourceUser> {
  const attributeColumns = columns.filter((_, k) => k !== idAt);
  return (fields) => ({
    id: userId(fields[idAt] ?? ""),
    attributes: parseAttributes(
      atomicRow(
        attributeColumns,
        fields.filter((_, k) => k !== idAt),
      ),
    ),
  });
}
