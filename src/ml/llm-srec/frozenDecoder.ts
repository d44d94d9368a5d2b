import type { KeyValues } from "../llm/decoderInput.js";
import type { LlmConfig } from "../llm/llmConfig.js";
import type { LlmWeights } from "../llm/llmWeight.js";

/** A language model that is computed with and never trained: as tensors of whatever backend is at work. */
export interface FrozenDecoder {
  /** `embedding`, the layers and the final norm; the head over words is not used. */
  readonly weights: LlmWeights;
  readonly config: LlmConfig;
  /** How many positions the longest prompt has, its start included. */
  readonly maxPositions: number;
  /** Keys and values of the user prompt's constant start, one row for all; then prompts begin after it. */
  readonly userStart?: readonly KeyValues[];
  /** The same of the item prompt. */
  readonly itemStart?: readonly KeyValues[];
}
