import { existsSync } from "node:fs";
import { join } from "node:path";

/** What a step through a language model is made of. */
export interface ModelStepSource {
  /** Folder of a checkpoint. */
  readonly model: string;
  /** Folder of a data set with titles. */
  readonly data: string;
}

/** Why the bench cannot run without them. */
export const MODEL_STEP_SOURCE_MISSING =
  "needs models/SmolLM2-135M-Instruct and data/amazon2018-scientific in SEQUITUR_DATA";

/** @param dataFolder Of data sets; models lie beside it. @returns Null where either is absent. */
export function findModelStepSource(dataFolder: string | null): ModelStepSource | null {
  if (dataFolder === null) return null;
  const source = {
    model: join(dataFolder, "../models/SmolLM2-135M-Instruct"),
    data: join(dataFolder, "amazon2018-scientific"),
  };
  return Object.values(source).every(existsSync) ? source : null;
}
