import type { EvaluationType } from "../schema/evaluationType.js";

import { manifestEntry } from "./manifestEntry.js";
import { manifestNumber } from "./manifestNumber.js";
import type { Plain } from "./plain.js";

const CANDIDATES = { full: "FULL", sampled99: "SAMPLED_99" } as const;

/**
 * One measurement of a manifest, as rows: one for each way to rank. What is missing or no number is left out.
 *
 * @param measured `{ users, full: { "HR@10", ... }, sampled99: the same }`.
 */
export function measurementRows(part: EvaluationType["part"], measured: unknown): Plain<EvaluationType>[] {
  return Object.entries(CANDIDATES).flatMap(([candidatesName, candidates]) => {
    const row = manifestEntry(measured, candidatesName);
    const [hitRateAt10, hitRateAt20, ndcgAt10, ndcgAt20] = ["HR@10", "HR@20", "NDCG@10", "NDCG@20"].map((name) =>
      manifestNumber(row, name),
    );
    if (hitRateAt10 === undefined || hitRateAt20 === undefined || ndcgAt10 === undefined || ndcgAt20 === undefined)
      return [];
    const users = manifestNumber(measured, "users") ?? null;
    return [{ part, candidates, users, hitRateAt10, hitRateAt20, ndcgAt10, ndcgAt20 }];
  });
}
