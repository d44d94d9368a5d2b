import { scoreDistribution } from "../../llm-srec/scoreDistribution.js";

/** A user's scores brought to mean 0 and deviation 1 over the catalogue; `[N + 1]`, row 0 unused. */
export function standardScores(scores: Float32Array): Float32Array {
  const { mean, deviation } = scoreDistribution(scores);
  return scores.map((score) => (score - mean) / deviation);
}
