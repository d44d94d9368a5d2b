import { languageModelFault } from "./languageModelFault.js";
import type { LlmConfig } from "./llmConfig.js";
import { llmTensorShapes } from "./llmTensorShapes.js";
import type { StoredTensor } from "./storedTensor.js";

/**
 * Finds all tensors of a model, so that whatever is missing is told before anything is computed.
 *
 * @param path Of the model, for messages.
 * @param find Throws where there is none.
 * @returns Gives a tensor by its name.
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if one is missing or of another shape than the configuration wants.
 */
export function checkedTensors(
  path: string,
  config: LlmConfig,
  find: (name: string) => StoredTensor,
): (name: string) => StoredTensor {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, wanted] of Object.entries(llmTensorShapes(config))) {
    const tensor = find(name);
    if (tensor.shape.join() !== wanted.join()) {
      const [has, wants] = [tensor.shape, wanted].map((shape) => `[${shape.join(", ")}]`);
      throw languageModelFault(path, `tensor "${name}" has shape ${has}, its configuration wants ${wants}`);
    }
    tensors.set(name, tensor);
  }
  return (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new RangeError(`Cannot read tensor "${name}": the model has none of this name`);
    return tensor;
  };
}
