import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type FrozenWeights, WEIGHTS_FORMAT, WEIGHTS_INDEX } from "./frozenWeights.js";
import { languageModelFault } from "./languageModelFault.js";

/**
 * Opens what `writeFrozenWeights` wrote.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if the folder has no weights, or none of this format.
 */
export async function openFrozenWeights(folder: string): Promise<FrozenWeights> {
  let read: Partial<FrozenWeights> & { readonly format?: unknown };
  try {
    read = JSON.parse(await readFile(join(folder, WEIGHTS_INDEX), "utf8")) as typeof read;
  } catch (cause) {
    throw languageModelFault(folder, `its ${WEIGHTS_INDEX} cannot be read`, cause);
  }
  const { format, config, tensors, quantized } = read;
  if (format !== WEIGHTS_FORMAT || !config || !tensors || !quantized) {
    throw languageModelFault(folder, `its weights are of another format, ${WEIGHTS_FORMAT} is wanted`);
  }
  return { folder, config, tensors, quantized };
}
