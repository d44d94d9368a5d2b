import type { EvaluationType } from "../schema/evaluationType.js";

import type { Plain } from "./plain.js";

const PARTS = { valid: "VALIDATION", test: "TEST" } as const;
const CANDIDATES = { full: "FULL", sampled99: "SAMPLED_99" } as const;

/** What a model's manifest says under a name; undefined where it says nothing. */
function part(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/**
 * The measurements that a manifest holds under `valid` and `test`, as a list. The manifest is a file that any version of
 * the program may have written: what is missing or no number is left out.
 */
export function evaluationList(metrics: unknown): Plain<EvaluationType>[] {
  return Object.entries(PARTS).flatMap(([partName, partValue]) =>
    Object.entries(CANDIDATES).flatMap(([candidatesName, candidates]) => {
      const measured = part(metrics, partName);
      const row = part(measured, candidatesName);
      const [hitRateAt10, hitRateAt20, ndcgAt10, ndcgAt20] = ["HR@10", "HR@20", "NDCG@10", "NDCG@20"].map((name) =>
        finite(part(row, name)),
      );
      if (hitRateAt10 === undefined || hitRateAt20 === undefined || ndcgAt10 === undefined || ndcgAt20 === undefined)
        return [];
      const users = finite(part(measured, "users")) ?? null;
      return [{ part: partValue, candidates, users, hitRateAt10, hitRateAt20, ndcgAt10, ndcgAt20 }];
    }),
  );
}
