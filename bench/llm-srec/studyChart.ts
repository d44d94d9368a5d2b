import { metricText, spread } from "../quality/spread.js";
import { STUDY_ROWS } from "./studyRow.js";
import type { StudyRun } from "./studyRun.js";

const [LABEL_WIDTH, PLOT_WIDTH, BAR_HEIGHT, GAP, TOP] = [190, 480, 13, 14, 40] as const;
/** Keeps the longest bar positive where everything is 0. */
const LEAST_SCALE = 0.01;

interface Bar {
  readonly label: string;
  readonly colour: string;
  readonly of: (run: StudyRun) => number;
}

const BARS: readonly Bar[] = [
  { label: "teacher", colour: "#a0aec0", of: ({ rows }) => rows.teacher.ordered.full["NDCG@10"] },
  { label: "LLM-SRec", colour: "#dd9b4f", of: ({ rows }) => rows.llmSRec.ordered.full["NDCG@10"] },
  { label: "fused", colour: "#2b6cb0", of: ({ rows }) => rows.fused.ordered.full["NDCG@10"] },
  { label: "fused, shuffled", colour: "#90cdf4", of: ({ rows }) => rows.fused.shuffled.full["NDCG@10"] },
];

/** A bar chart as SVG: full NDCG@10 of each row's rankings, means over the seeds. */
export function studyChart(runs: readonly StudyRun[]): string {
  const groups = STUDY_ROWS.flatMap(({ name }) => {
    const own = runs.filter(({ row }) => row === name);
    return own.length === 0 ? [] : [{ name, values: BARS.map(({ of }) => spread(own.map(of)).mean) }];
  });
  const most = Math.max(LEAST_SCALE, ...groups.flatMap(({ values }) => values));
  const groupHeight = BAR_HEIGHT * (BARS.length + 1) + GAP;
  const height = TOP + groups.length * groupHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH + PLOT_WIDTH + 70}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="10" y="18" font-size="14" font-weight="bold" fill="#1f2933">Full-catalogue NDCG@10 on the test items</text>`,
    ...groups.flatMap(({ name, values }, index) => {
      const top = TOP + index * groupHeight;
      const title = `<text x="${LABEL_WIDTH}" y="${top + 9}" font-weight="bold" fill="#1f2933">${name}</text>`;
      return [title, ...values.map((value, at) => barOf(BARS[at]!, value / most, value, top + (at + 1) * BAR_HEIGHT))];
    }),
    "</svg>",
    "",
  ].join("\n");
}

function barOf({ label, colour }: Bar, share: number, value: number, y: number): string {
  const width = share * PLOT_WIDTH;
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${y + 10}" text-anchor="end" fill="#1f2933">${label}</text>`,
    `<rect x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT - 2}" fill="${colour}"/>`,
    `<text x="${(LABEL_WIDTH + width + 5).toFixed(1)}" y="${y + 10}" fill="#52606d">${metricText(value)}</text>`,
  ].join("\n");
}
