import { existsSync } from "node:fs";
import { join } from "node:path";

/** What serving a language model is measured with. */
export interface ServedModelSource {
  /** Path of a language model. */
  readonly model: string;
  /** Folder of a data set with titles. */
  readonly data: string;
}

/** Why the benches cannot run without them. */
export const SERVED_MODEL_SOURCE_MISSING =
  "needs models/SmolLM2-135M-Instruct/SmolLM2-135M-Instruct.Q4_1.gguf and data/amazon2018-scientific in SEQUITUR_DATA";

/** @param dataFolder Of data sets; models lie beside it. @returns Null where either is absent. */
export function findServedModelSource(dataFolder: string | null): ServedModelSource | null {
  if (dataFolder === null) return null;
  const source = {
    model: join(dataFolder, "../models/SmolLM2-135M-Instruct/SmolLM2-135M-Instruct.Q4_1.gguf"),
    data: join(dataFolder, "amazon2018-scientific"),
  };
  return Object.values(source).every(existsSync) ? source : null;
}
