import type { StudyRun } from "./studyRun.js";

/** The runs with one more, which stands in for an older one of the same row and seed; by row, then by seed. */
export function withRun(runs: readonly StudyRun[], run: StudyRun): readonly StudyRun[] {
  const others = runs.filter(({ row, seed }) => row !== run.row || seed !== run.seed);
  return [...others, run].toSorted((a, b) => a.row.localeCompare(b.row) || a.seed - b.seed);
}
