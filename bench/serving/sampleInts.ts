import type { Random } from "../../src/ml/data/seededRandom.js";

/** Different whole numbers in [0, limit), in random order. @param count At most `limit`. */
export function sampleInts(random: Random, count: number, limit: number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.int(limit));
  return [...drawn];
}
