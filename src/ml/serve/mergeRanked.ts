import type { RankedItem } from "./ranking.js";

/** Merges two lists that are in order; equal scores: rows before later items. */
export function mergeRanked(rows: readonly RankedItem[], later: readonly RankedItem[], limit: number): RankedItem[] {
  const merged: RankedItem[] = [];
  let [row, other] = [0, 0];
  while (merged.length < limit && (row < rows.length || other < later.length)) {
    const [next, rival] = [rows[row], later[other]];
    if (next !== undefined && (rival === undefined || next.score >= rival.score)) {
      merged.push(next);
      row++;
    } else {
      merged.push(rival!);
      other++;
    }
  }
  return merged;
}
