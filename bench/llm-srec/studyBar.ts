import type { STUDY_MEASURES } from "./studyMeasures.js";

/** What a row of the studied table should reach. */
export interface StudyBar {
  readonly measure: keyof typeof STUDY_MEASURES;
  /** Which of the seeds' values is held against it: their mean, or the worst one. */
  readonly over: "mean" | "every seed";
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
  /** What others reach, how. */
  readonly against: string;
}
