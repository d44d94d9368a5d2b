import { splitOnCatalogue, type Split } from "../../ml/index.js";
import type { Teacher } from "./openTeacher.js";
import { teacherRefused } from "./teacherRefused.js";

/** Unknown items that are named; the others are only counted. */
const ITEMS_SHOWN = 3;

/**
 * A data set's split in the rows of the teacher's catalogue, which may have further items.
 *
 * @throws {DomainError} `BAD_INPUT` if the teacher does not know items of the data.
 */
export function splitOfTeacher(split: Split, { folder, itemIds }: Teacher): Split {
  const known = new Set(itemIds);
  const unknown = split.itemIds.filter((id) => !known.has(id));
  if (unknown.length === 0) return splitOnCatalogue(split, itemIds);
  const shown = unknown.slice(0, ITEMS_SHOWN).map((id) => JSON.stringify(id));
  throw teacherRefused(
    folder,
    `it does not know ${unknown.length} of the ${split.itemIds.length} items of the data (${shown.join(", ")}${unknown.length > ITEMS_SHOWN ? ", ..." : ""}); train a teacher on the same data, with the same filter`,
  );
}
