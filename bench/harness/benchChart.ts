import { figure } from "./benchTable.js";
import type { BenchRow } from "./benchCase.js";
import { meetsBar } from "./meetsBar.js";

const [LABEL_WIDTH, PLOT_WIDTH, ROW_HEIGHT, TOP] = [430, 420, 24, 44] as const;
/** The plot ends at twice the bar. */
const MOST_SHARE = 2;

/**
 * A bar chart as SVG: how much of its bar each row takes, the bar drawn as a line; shorter is better for all of them.
 * Rows without a bar are left out.
 */
export function benchChart(rows: readonly BenchRow[], title: string): string {
  const judged = rows.filter(({ bar }) => bar !== null);
  const height = TOP + judged.length * ROW_HEIGHT + 12;
  const line = LABEL_WIDTH + PLOT_WIDTH / MOST_SHARE;
  const bars = judged.map((row, index) => barOf(row, TOP + index * ROW_HEIGHT));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH + PLOT_WIDTH + 130}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="10" y="18" font-size="14" font-weight="bold" fill="#1f2933">${escaped(title)}</text>`,
    `<text x="${line}" y="36" text-anchor="middle" fill="#52606d">the bar</text>`,
    ...bars,
    `<line x1="${line}" y1="${TOP - 4}" x2="${line}" y2="${height - 8}" stroke="#1f2933" stroke-dasharray="4 3"/>`,
    "</svg>",
    "",
  ].join("\n");
}

function barOf(row: BenchRow, y: number): string {
  const share = shareOfBar(row);
  const width = (Math.min(share, MOST_SHARE) / MOST_SHARE) * PLOT_WIDTH;
  const colour = meetsBar(row) ? "#3f8f5b" : "#c2512f";
  const end = LABEL_WIDTH + Math.max(width, 1);
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${y + 14}" text-anchor="end" fill="#1f2933">${escaped(shortened(row.what))}</text>`,
    `<rect x="${LABEL_WIDTH}" y="${y + 3}" width="${Math.max(width, 1).toFixed(1)}" height="${ROW_HEIGHT - 8}" fill="${colour}"/>`,
    `<text x="${(end + 6).toFixed(1)}" y="${y + 14}" fill="#52606d">${escaped(figure(row.value, row.unit))}</text>`,
  ].join("\n");
}

/** 1 at the bar, below it where the row does better. */
function shareOfBar({ value, bar }: BenchRow): number {
  if (bar === null) return 0;
  return "atMost" in bar ? value / bar.atMost : bar.atLeast / value;
}

const MOST_LETTERS = 62;

function shortened(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1)}…`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
