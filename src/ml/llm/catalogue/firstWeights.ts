import type { Random } from "../../data/seededRandom.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import type { LlmConfig } from "../llmConfig.js";
import { llmTensorShapes } from "../llmTensorShapes.js";

/** Of token embeddings: as GPT-2's and Llama's first values. */
const EMBEDDING_DEVIATION = 0.02;

/**
 * First weights of a decoder. Gains are 1, matrices uniform with a bound of `1 / √in`, and those that add to the
 * residual smaller by the root of how many do, so that the sum does not grow with the depth.
 */
export function firstWeights(config: LlmConfig, random: Random): Record<string, InitialParameter> {
  const residualScale = 1 / Math.sqrt(2 * config.layers); // attention and feed-forward of each layer
  const parameters = Object.entries(llmTensorShapes(config)).map(([name, shape]): [string, InitialParameter] => {
    const [rows = 0, width] = shape;
    if (width === undefined) return [name, { shape, data: new Float32Array(rows).fill(1) }];
    const scale = /\.(output|down)$/.test(name) ? residualScale : 1;
    const bound = name === "embedding" ? EMBEDDING_DEVIATION * Math.sqrt(3) : scale / Math.sqrt(width);
    return [name, { shape, data: drawUniform(random.fork(name), rows * width, bound) }];
  });
  return Object.fromEntries(parameters);
}

/** Uniform from `-bound` to `bound`; its deviation is `bound / √3`. */
function drawUniform(random: Random, count: number, bound: number): Float32Array {
  return Float32Array.from({ length: count }, () => bound * (2 * random.next() - 1));
}
