import { join } from "node:path";

import type { Recipe } from "../../src/ml/train/trainingOptions.js";

/** Where the teacher of one data set, recipe and seed is kept. @param folder Of all teachers. */
export function teacherPath(folder: string, { data, recipe }: { data: string; recipe: Recipe }, seed: number): string {
  return join(folder, `${data}-${recipe}-${seed}`);
}
