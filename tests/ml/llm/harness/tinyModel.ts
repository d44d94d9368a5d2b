import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { huggingFaceName } from "../../../../src/ml/llm/huggingFaceName.js";
import { llmTensorShapes } from "../../../../src/ml/llm/llmTensorShapes.js";
import { parseLlmConfig } from "../../../../src/ml/llm/parseLlmConfig.js";
import { seededFloats } from "../../harness/seededFloats.js";
import { writeSafetensors, type WrittenTensor } from "./writeSafetensors.js";

/** A config.json of two small layers. */
export const TINY_CONFIG = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  hidden_act: "silu",
  hidden_size: 8,
  intermediate_size: 12,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 4,
  num_hidden_layers: 2,
  vocab_size: 16,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  rope_scaling: null,
  tie_word_embeddings: false,
  max_position_embeddings: 64,
} as const;

/** Random weights of the tiny model, by Hugging Face's names. */
export function tinyTensors(config: object = TINY_CONFIG): Record<string, WrittenTensor> {
  const shapes = llmTensorShapes(parseLlmConfig("config.json", JSON.stringify(config)));
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], seed) => {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      return [huggingFaceName(name), { shape, data: seededFloats(size, seed) }];
    }),
  );
}

/** Writes a folder in Hugging Face's form. */
export async function writeTinyModel(
  folder: string,
  tensors: Readonly<Record<string, WrittenTensor>> = tinyTensors(),
  config: object = TINY_CONFIG,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
}
