import type { ImportPhase, ImportProgress } from "../recommend/importProgress.js";

const LABELS: Readonly<Record<ImportPhase, string>> = {
  SURVEY: "Checking interactions",
  ITEMS: "Importing items",
  USERS: "Importing users",
  INTERACTIONS: "Importing interactions",
};

/** Earlier estimates of the time left jump about. */
const LEAST_SECONDS_FOR_ESTIMATE = 1;

/** The parts of what is told of an import. */
export interface ImportProgressText {
  readonly label: string;
  readonly rows: string;
  /** Rows a second; `-` while there is nothing to tell it from. */
  readonly rate: string;
  /** `1:05 left`; empty while there is nothing to estimate it from, and at the end. */
  readonly left: string;
}

/** @param seconds Since the phase began. */
export function importProgressText({ phase, rows, share }: ImportProgress, seconds: number): ImportProgressText {
  return {
    label: LABELS[phase],
    rows: rows.toLocaleString("en"),
    rate: seconds > 0 ? Math.round(rows / seconds).toLocaleString("en") : "-",
    left: timeLeft(seconds, share),
  };
}

function timeLeft(seconds: number, share: number): string {
  if (seconds < LEAST_SECONDS_FOR_ESTIMATE || share <= 0 || share >= 1) return "";
  const left = Math.ceil((seconds * (1 - share)) / share);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
}
