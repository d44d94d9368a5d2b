import type { NormalDistribution } from "./drawNormal.js";

/**
 * Mean and standard deviation of a user's scores over the catalogue. Where all are alike, the deviation is 1: such
 * scores say nothing, and standardised they are 0.
 *
 * @param scores `[N + 1]`, row 0 unused.
 */
export function scoreDistribution(scores: Float32Array): NormalDistribution {
  const count = scores.length - 1;
  let sum = 0;
  for (let row = 1; row < scores.length; row++) sum += scores[row]!;
  const mean = sum / count;
  let squares = 0;
  for (let row = 1; row < scores.length; row++) squares += (scores[row]! - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  return { mean, deviation: deviation === 0 ? 1 : deviation };
}
