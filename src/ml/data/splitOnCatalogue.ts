import type { Split } from "./splitLeaveLastOut.js";

/**
 * A split in the rows of another catalogue, of which its own is a part: a model of that catalogue can then be used on it.
 *
 * @param itemIds The catalogue: row r is `itemIds[r - 1]`.
 * @throws {RangeError} If the catalogue lacks an item of the split.
 */
export function splitOnCatalogue(split: Split, itemIds: readonly string[]): Split {
  const rowOf = new Map(itemIds.map((id, index) => [id, index + 1]));
  const newRow = new Int32Array(split.itemIds.length + 1);
  split.itemIds.forEach((id, index) => {
    const row = rowOf.get(id);
    if (row === undefined) throw new RangeError(`Cannot use another catalogue: it lacks item ${JSON.stringify(id)}`);
    newRow[index + 1] = row;
  });
  const moved = (rows: Int32Array): Int32Array => rows.map((row) => newRow[row]!);
  return { ...split, itemIds, train: split.train.map(moved), valid: moved(split.valid), test: moved(split.test) };
}
