import { QUALITY_ROWS, type QualityRow } from "./qualityRow.js";
import type { QualityRun } from "./qualityRun.js";
import { metricText, spread } from "./spread.js";

/** The page: protocol, a table of means over seeds beside bars, floors and shuffled histories, and every run. */
export function qualityPage(runs: readonly QualityRun[]): string {
  const rows = QUALITY_ROWS.filter(({ name }) => runs.some(({ row }) => row === name));
  return [
    "# Quality",
    "Written by `npm run quality` from the runs in `quality.json`. Leave-last-out; every user who has a test item is ranked; the epoch is\n" +
      "chosen by the validation items, and the test items are looked at once. Full: among all items but the user's own history.\n" +
      "99: among 99 items that the user never met. Means over the seeds, with the range in brackets. Shuffled: the same model on the same\n" +
      "histories in random order. Floors: popularity, and a Markov chain over the last item.",
    "![Full NDCG@10 beside bar and floors](quality.svg)",
    table(rows, runs),
    "## Bars",
    barTable(rows, runs),
    "## Runs",
    runTable(rows, runs),
    "",
  ].join("\n\n");
}

function of(runs: readonly QualityRun[], name: string): readonly QualityRun[] {
  return runs.filter(({ row }) => row === name);
}

function text(values: readonly number[]): string {
  if (values.length === 0) return "";
  const { mean, least, most } = spread(values);
  return values.length === 1 ? metricText(mean) : `${metricText(mean)} (${metricText(least)}–${metricText(most)})`;
}

function table(rows: readonly QualityRow[], runs: readonly QualityRun[]): string {
  const lines = rows.flatMap((row) => {
    const own = of(runs, row.name);
    const floor = (kind: string) => of(runs, `${kind}, ${row.data}`).map(({ ordered }) => ordered.full["NDCG@10"]);
    const pick = (get: (run: QualityRun) => number) => text(own.map(get));
    const cells = [
      `${row.data}${row.filter === "none" ? "" : ", filtered"}`,
      `${row.model}, ${row.recipe}`,
      String(own.length),
      pick(({ ordered }) => ordered.full["NDCG@10"]),
      pick(({ ordered }) => ordered.full["HR@10"]),
      pick(({ ordered }) => ordered.sampled99["NDCG@10"]),
      pick(({ ordered }) => ordered.sampled99["HR@10"]),
      pick(({ shuffled }) => shuffled.full["NDCG@10"]),
      text(floor("markov")),
      text(floor("popular")),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| data | model, recipe | seeds | full NDCG@10 | full HR@10 | 99 NDCG@10 | 99 HR@10 | shuffled, full NDCG@10 | Markov, the same | popularity, the same |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function barTable(rows: readonly QualityRow[], runs: readonly QualityRun[]): string {
  const lines = rows.flatMap((row) =>
    row.bars.map(({ candidates, name, atLeast }) => {
      const values = of(runs, row.name).map(({ ordered }) => ordered[candidates][name]);
      const { mean } = spread(values);
      const metric = `${candidates === "full" ? "full" : "99 negatives"} ${name}`;
      return `| ${row.name} | ${metric} | ${metricText(mean)} | ≥ ${metricText(atLeast)} | ${mean >= atLeast ? "met" : "missed"} | ${row.against} |`;
    }),
  );
  return ["| row | metric | mean | bar | | others |", "|---|---|---|---|---|---|", ...lines].join("\n");
}

function runTable(rows: readonly QualityRow[], runs: readonly QualityRun[]): string {
  const lines = rows.flatMap(({ name }) =>
    of(runs, name).map(
      ({ seed, bestEpoch, secondsPerEpoch, seconds, peakMemoryMb, machine, command }) =>
      `| ${name} | ${seed} | ${bestEpoch} | ${secondsPerEpoch.toFixed(2)} | ${seconds.toFixed(0)} | ${peakMemoryMb.toFixed(0)} | ${machine.commit}, ${machine.processor}, ${machine.cores} cores | \`${command}\` |`, // prettier-ignore
    ),
  );
  return [
    "| row | seed | best epoch | s an epoch | s in all | peak MB | commit, machine | command |",
    "|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
