/** @file Weights as ONNX Runtime maps them: one file, each tensor from a page of its own, and an index beside it. */
import type { LlmConfig } from "./llmConfig.js";

/** The file of values. */
export const WEIGHTS_FILE = "weights.bin";
/** Says what is where in it; written last, so that it is a promise of whole weights. */
export const WEIGHTS_INDEX = "weights.json";
/** Of both files. */
export const WEIGHTS_FORMAT = 1;

/**
 * In which form matrices of the layers are kept: float32; eight bits, a quarter of the size, without gradients; or
 * both, eight bits forward and float32 for the gradient.
 */
export type WeightForm = "fp32" | "int8" | "both";

/** Where values lie in the file. */
export interface FrozenTensor {
  readonly shape: readonly number[];
  /** In bytes. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** A matrix in eight bits. */
export interface FrozenMatrix {
  /** uint8 `[out, blocks, block]` */
  readonly numbers: FrozenTensor;
  /** float32 `[out, blocks]` */
  readonly scales: FrozenTensor;
}

/** A folder of weights, written whole; graphs that use them are loaded from files in the same folder. */
export interface FrozenWeights {
  readonly folder: string;
  readonly config: LlmConfig;
  /** In float32, by the names of `llmTensorShapes`. */
  readonly tensors: Readonly<Record<string, FrozenTensor>>;
  /** In eight bits, by the same names. */
  readonly quantized: Readonly<Record<string, FrozenMatrix>>;
}
