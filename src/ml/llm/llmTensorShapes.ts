import type { LlmConfig } from "./llmConfig.js";

/**
 * The tensors of a decoder by our names, with the shapes that its configuration wants; matrices are `[out, in]`.
 *
 * `embedding` and `norm` stand outside of the layers, and `head` too where the output embeddings are not the input's;
 * those of layer i begin with `layer{i}.`.
 */
export function llmTensorShapes(config: LlmConfig): Record<string, readonly number[]> {
  const { width, vocabulary } = config;
  const shapes: Record<string, readonly number[]> = { embedding: [vocabulary, width] };
  for (let layer = 0; layer < config.layers; layer++) {
    for (const [name, shape] of Object.entries(layerShapes(config))) shapes[`layer${layer}.${name}`] = shape;
  }
  shapes["norm"] = [width];
  if (!config.isTied) shapes["head"] = [vocabulary, width];
  return shapes;
}

function layerShapes(config: LlmConfig): Record<string, readonly number[]> {
  const { width, heads, keyValueHeads, headWidth, hiddenWidth } = config;
  const [queries, keys] = [heads * headWidth, keyValueHeads * headWidth];
  return {
    attentionNorm: [width],
    query: [queries, width],
    key: [keys, width],
    value: [keys, width],
    output: [width, queries],
    ...(config.hasAttentionBias ? { queryBias: [queries], keyBias: [keys], valueBias: [keys] } : {}),
    ...(config.hasOutputBias ? { outputBias: [width] } : {}),
    ...(config.hasQueryKeyNorm ? { queryNorm: [headWidth], keyNorm: [headWidth] } : {}),
    feedForwardNorm: [width],
    gate: [hiddenWidth, width],
    up: [hiddenWidth, width],
    down: [width, hiddenWidth],
  };
}
