import type { DemoColumn } from "./askEveryRanker.js";
import { shortTitle } from "./shortTitle.js";

/** Four columns and the places fit into 120 letters. */
const COLUMN_WIDTH = 26;
const PLACE_WIDTH = 3;
const GAP = "  ";

/**
 * What each ranker recommends, side by side.
 *
 * @param depth How many items of each.
 * @param markedId The item that gets a star.
 * @returns A line of names and `depth` lines of titles.
 */
export function rankerTable(columns: readonly DemoColumn[], depth: number, markedId: string): readonly string[] {
  const line = (place: string, cells: readonly string[]): string =>
    [place.padStart(PLACE_WIDTH), ...cells.map((cell) => cell.padEnd(COLUMN_WIDTH))].join(GAP).trimEnd();
  const cell = ({ recommended }: DemoColumn, index: number): string => {
    const item = recommended[index];
    if (item === undefined) return "";
    const mark = item.id === markedId ? " *" : "";
    return `${shortTitle(item.title, COLUMN_WIDTH - mark.length)}${mark}`;
  };
  return [
    line(
      "",
      columns.map(({ ranker }) => ranker),
    ),
    ...Array.from({ length: depth }, (_unused, index) =>
      line(
        String(index + 1),
        columns.map((column) => cell(column, index)),
      ),
    ),
  ];
}
