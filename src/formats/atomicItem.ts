import { itemId } from "../domain/itemId.js";
import type { AtomicColumn } from "./atomicHeader.js";
import { atomicRow } from "./atomicRow.js";
import { parseAttributes } from "./parseAttributes.js";
import type { ParseFields } from "./readTable.js";
import type { SourceItem } from "./sourceItem.js";

/** Columns that hold a title in the data sets that RecBole publishes. */
const TITLES: readonly string[] = [
  "title",
  "movie_title",
  "item_name",
  "name",
  "product_title",
  "book_title",
  "app_name",
];

/** Columns that hold categories there. */
const CATEGORIES: readonly string[] = ["categories", "category", "genre", "genres", "class", "tags"];

/** Parses rows of an `.item` file: title and categories where the columns are called so, every other column an attribute. */
export function atomicItem(columns: readonly AtomicColumn[], idAt: number): ParseFields<SourceItem> {
  const titleAt = columns.findIndex(({ name }) => TITLES.includes(name));
  const categoriesAt = columns.findIndex(({ name }) => CATEGORIES.includes(name));
  const isOther = (_: unknown, k: number) => k !== idAt && k !== titleAt && k !== categoriesAt;
  const categoryColumns = columns.filter((_, k) => k === categoriesAt);
  const otherColumns = columns.filter(isOther);
  return (fields) => {
    const id = itemId(fields[idAt] ?? "");
    const own = Object.values(atomicRow(categoryColumns, [fields[categoriesAt] ?? ""]));
    return {
      id,
      title: fields[titleAt]?.trim() || id, // a sequence of words too is one title
      categories: [...new Set(own.flat().map(String))],
      attributes: parseAttributes(atomicRow(otherColumns, fields.filter(isOther))),
    };
  };
}
