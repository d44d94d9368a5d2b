import type { Random } from "../data/seededRandom.js";

/** What a normal distribution is made of. */
export interface NormalDistribution {
  readonly mean: number;
  /** The standard deviation, 0 or more. */
  readonly deviation: number;
}

/** Independent normal numbers, by the Box-Muller transform. */
export function drawNormal(random: Random, count: number, { mean, deviation }: NormalDistribution): Float32Array {
  const values = new Float32Array(count);
  for (let at = 0; at < count; at += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next())); // 1 - u is never 0
    const angle = 2 * Math.PI * random.next();
    values[at] = mean + radius * Math.cos(angle);
    if (at + 1 < count) values[at + 1] = mean + radius * Math.sin(angle);
  }
  return values;
}
