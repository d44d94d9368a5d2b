import type { InitialParameter } from "../runtime/trainer.js";
import type { LlmCheckpoint } from "./llmCheckpoint.js";
import { llmTensorShapes } from "./llmTensorShapes.js";
import { withLayers } from "./withLayers.js";

/**
 * All tensors of a model in memory, for models that are small or trained themselves.
 *
 * @param layers How many of the first layers to read; default: all.
 * @throws {DomainError} `BAD_INPUT` if the model has fewer layers.
 */
export async function readLlmWeights(
  checkpoint: LlmCheckpoint,
  layers = checkpoint.config.layers,
): Promise<Record<string, InitialParameter>> {
  const weights: Record<string, InitialParameter> = {};
  for (const name of Object.keys(llmTensorShapes(withLayers(checkpoint.config, layers)))) {
    const tensor = checkpoint.tensor(name);
    weights[name] = { shape: tensor.shape, data: await tensor.readRows(0, tensor.shape[0] ?? 0) };
  }
  return weights;
}
