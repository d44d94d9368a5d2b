import { STUDY_MEASURES } from "./studyMeasures.js";
import type { StudyRow } from "./studyRow.js";
import type { StudyRun } from "./studyRun.js";
import { studySpread } from "./studySpread.js";

const RANKINGS = ["teacher", "llmSRec", "fused"] as const;
/** Shares are shown in percent. */
const PERCENT = 100;

/** Each row with its runs. */
export type StudiedRow = StudyRow & { readonly runs: readonly StudyRun[] };

/** NDCG@10 of the three rankings, ordered and shuffled. @param candidates What test items are ranked among. */
export function rankingTable(rows: readonly StudiedRow[], candidates: "full" | "sampled99"): string {
  const names = ["teacher", "LLM-SRec", "fused"].flatMap((name) => [name, `${name}, shuffled`, "loss"]);
  return markdownTable(
    ["row", "", "seeds", ...names],
    rows.map(({ name, what, runs }) => [
      ...[name, what, String(runs.length)],
      ...RANKINGS.flatMap((ranking) => {
        const of = (part: "ordered" | "shuffled") => runs.map(({ rows: { [ranking]: row } }) => row[part][candidates]["NDCG@10"]); // prettier-ignore
        const [ordered, shuffled] = [of("ordered"), of("shuffled")];
        const losses = ordered.map((value, index) => (value === 0 ? null : 1 - shuffled[index]! / value));
        return [studySpread(ordered), studySpread(shuffled), studySpread(losses, percent)];
      }),
    ]),
  );
}

/** How rankings compare with the teacher's, and how far users' vectors move when histories are shuffled. */
export function ratioTable(rows: readonly StudiedRow[]): string {
  const names = ["fused / teacher", "LLM-SRec / teacher", "fused / teacher, cold items"] as const;
  const cosines = ["teacher, cosine", "LLM-SRec, cosine"] as const;
  return markdownTable(
    ["row", "seeds", ...names, "users with a cold item", ...cosines],
    rows.map(({ name, runs }) => [
      ...[name, String(runs.length)],
      ...names.map((measure) => studySpread(runs.map(STUDY_MEASURES[measure]), ratio)),
      studySpread(runs.map(({ cold }) => cold?.users ?? 0), (users) => users.toFixed(0)), // prettier-ignore
      ...cosines.map((measure) => studySpread(runs.map(STUDY_MEASURES[measure]))),
    ]),
  );
}

/** What the rows should reach, and whether they do. */
export function barTable(rows: readonly StudiedRow[]): string {
  const lines = rows.flatMap(({ name, bars, runs }) =>
    bars.map(({ measure, over, bound, against }) => {
      const values = runs.map(STUDY_MEASURES[measure]).filter((value) => value !== null);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const worst = "atLeast" in bound ? Math.min(...values) : Math.max(...values);
      const value = over === "mean" ? mean : worst;
      const isMet = values.length > 0 && ("atLeast" in bound ? value >= bound.atLeast : value <= bound.atMost);
      const bar = "atLeast" in bound ? `≥ ${ratio(bound.atLeast)}` : `≤ ${ratio(bound.atMost)}`;
      const seeds = `${over}, ${runs.length} ${runs.length === 1 ? "seed" : "seeds"}`;
      const measured = values.length === 0 ? "" : ratio(value);
      return [name, measure, seeds, measured, bar, isMet ? "met" : "missed", against];
    }),
  );
  return markdownTable(["row", "what", "over", "measured", "bar", "", "others"], lines);
}

/** Every run: what it took, on what. */
export function runTable(rows: readonly StudiedRow[]): string {
  const lines = rows.flatMap(({ name, runs }) =>
    runs.map(
      ({
        seed,
        teacher,
        languageModel,
        bestRound,
        validations,
        seconds,
        stepSeconds,
        budgetSeconds,
        peakMemoryMb,
        machine,
        threads,
        command,
      }) => [
        // prettier-ignore
        ...[name, String(seed), `${teacher.recipe}, ${teacher.checksum.slice(0, "0a1b2c3d".length)}`],
        `${languageModel.layers} of ${languageModel.allLayers}`,
        `${bestRound} of ${Math.max(0, ...validations.map(({ round }) => round))}`,
        ...[seconds.toFixed(0), stepSeconds.toFixed(0), String(budgetSeconds), peakMemoryMb.toFixed(0)],
        `${machine.commit}, ${machine.processor}, ${threads} of ${machine.cores} cores, ${machine.memoryGib} GiB, Node.js ${machine.node}, ${machine.date}`,
        `\`${command}\``,
      ],
    ),
  );
  return markdownTable(
    ["row", "seed", "teacher", "layers", "best round", "s in all", "s of steps", "budget s", "peak MB", "commit, machine", "command"], // prettier-ignore
    lines,
  );
}

function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...lines.map(line)].join("\n");
}

function ratio(value: number): string {
  return value.toFixed(2);
}

function percent(value: number): string {
  return `${(value * PERCENT).toFixed(0)} %`;
}
