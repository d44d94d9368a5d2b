import type { EvaluationType } from "../schema/evaluationType.js";

import { manifestEntry } from "./manifestEntry.js";
import { measurementRows } from "./measurementRows.js";
import type { Plain } from "./plain.js";

const PARTS = { valid: "VALIDATION", test: "TEST" } as const;

/**
 * The measurements that a manifest holds under `valid` and `test`, as a list. The manifest is a file that any version of
 * the program may have written: what is missing or no number is left out.
 */
export function evaluationList(metrics: unknown): Plain<EvaluationType>[] {
  return Object.entries(PARTS).flatMap(([name, part]) => measurementRows(part, manifestEntry(metrics, name)));
}
