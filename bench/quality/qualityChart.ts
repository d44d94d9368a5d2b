import { QUALITY_ROWS } from "./qualityRow.js";
import type { QualityRun } from "./qualityRun.js";
import { metricText, spread } from "./spread.js";

const [LABEL_WIDTH, PLOT_WIDTH, BAR_HEIGHT, GAP, TOP] = [190, 480, 13, 14, 40] as const;
const COLOURS = { model: "#2b6cb0", shuffled: "#90cdf4", markov: "#a0aec0", popularity: "#cbd5e0" } as const;

/** A bar chart as SVG: full NDCG@10 of each row, by ordered and by shuffled histories, beside its bar and its floors. */
export function qualityChart(runs: readonly QualityRun[]): string {
  const groups = QUALITY_ROWS.flatMap((row) => {
    const mean = (name: string, part: "ordered" | "shuffled") => {
      const values = runs.filter((run) => run.row === name).map((run) => run[part].full["NDCG@10"]);
      return values.length === 0 ? null : spread(values).mean;
    };
    const model = mean(row.name, "ordered");
    if (model === null) return [];
    const bars = {
      model,
      shuffled: mean(row.name, "shuffled"),
      markov: mean(`markov, ${row.data}`, "ordered"),
      popularity: mean(`popular, ${row.data}`, "ordered"),
    };
    const bar = row.bars.find(({ candidates, name }) => candidates === "full" && name === "NDCG@10")?.atLeast ?? null;
    return [{ name: row.name, bars, bar }];
  });
  const most = Math.max(0.01, ...groups.flatMap(({ bars, bar }) => [bars.model, bar ?? 0]));
  const x = (value: number) => LABEL_WIDTH + (value / most) * PLOT_WIDTH;
  const groupHeight = BAR_HEIGHT * Object.keys(COLOURS).length + GAP;
  const height = TOP + groups.length * groupHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH + PLOT_WIDTH + 70}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="10" y="18" font-size="14" font-weight="bold" fill="#1f2933">Full-catalogue NDCG@10 on the test items; the line is the bar</text>`,
    ...groups.map((group, index) => groupOf(group, TOP + index * groupHeight, x)),
    "</svg>",
    "",
  ].join("\n");
}

interface Group {
  readonly name: string;
  readonly bars: Readonly<Record<keyof typeof COLOURS, number | null>>;
  readonly bar: number | null;
}

function groupOf({ name, bars, bar }: Group, top: number, x: (value: number) => number): string {
  const kinds = Object.keys(COLOURS) as (keyof typeof COLOURS)[];
  const lines = kinds.flatMap((kind, index) => {
    const value = bars[kind];
    if (value === null) return [];
    const y = top + index * BAR_HEIGHT;
    const label = kind === "model" ? name : kind;
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${y + 10}" text-anchor="end" fill="#1f2933">${label}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${(x(value) - LABEL_WIDTH).toFixed(1)}" height="${BAR_HEIGHT - 2}" fill="${COLOURS[kind]}"/>`,
      `<text x="${(x(value) + 5).toFixed(1)}" y="${y + 10}" fill="#52606d">${metricText(value)}</text>`,
    ];
  });
  if (bar !== null)
    lines.push(`<line x1="${x(bar).toFixed(1)}" y1="${top - 2}" x2="${x(bar).toFixed(1)}" y2="${top + BAR_HEIGHT}" stroke="#c2512f" stroke-width="2"/>`); // prettier-ignore
  return lines.join("\n");
}
