import type { tf } from "../trace/tensorflow.js";
import { ligrBlock } from "./ligrBlock.js";
import type { SasrecAttentionInput, SasrecAttentionOptions } from "./sasrecAttention.js";
import { sasrecBlock } from "./sasrecBlock.js";
import type { SasrecConfig } from "./sasrecConfig.js";
import type { SasrecNoise } from "./sasrecTrunk.js";
import type { SasrecWeights } from "./sasrecWeight.js";

/** Where in a network a block stands, and with what noise it is passed. */
export interface NetworkBlockOptions extends SasrecNoise {
  readonly config: SasrecConfig;
  /** From 0. */
  readonly index: number;
}

/** New states of the positions that look, by one block of whichever kind the network has; `[B, Q, D]`. */
export function networkBlock(
  weights: SasrecWeights,
  input: SasrecAttentionInput,
  { config, ...options }: NetworkBlockOptions,
): tf.Tensor {
  const block = config.kind === "esasrec" ? ligrBlock : sasrecBlock;
  const attention: SasrecAttentionOptions = { ...options, heads: config.heads };
  return block(weights, input, attention);
}
