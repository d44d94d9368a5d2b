/**
 * @file What a language model is trained by: how surprised it is at each next token.
 *
 * Axes: B rows, T positions, M = B T, D width, V vocabulary.
 */
import { embed } from "../../nn/embed.js";
import { tf } from "../../trace/tensorflow.js";
import { decode } from "../decoder.js";
import type { LlmConfig } from "../llmConfig.js";
import { realPositions } from "../realPositions.js";

/** Tensors of a batch; see `TokenRows`. */
export interface TokenBatch {
  /** int32 `[B, T]` */
  readonly inputs: tf.Tensor;
  /** int32 `[B, T]` */
  readonly targets: tf.Tensor;
  /** `[B, T]` */
  readonly weights: tf.Tensor;
}

/**
 * `-log` of the next token's share in the softmax over the vocabulary, in nats, mean over the positions that count.
 *
 * @param parameters All tensors of the decoder, by the names of `llmTensorShapes`; the output embeddings are the input's.
 * @param batch At least one position counts.
 */
export function nextTokenLoss(
  parameters: Readonly<Record<string, tf.Tensor>>,
  { inputs, targets, weights }: TokenBatch,
  config: LlmConfig,
): tf.Scalar {
  const [B = 0, T = 0] = inputs.shape;
  const embedding = parameters["embedding"]!;
  // Padding follows what is real, so that no position that counts sees it.
  const isReal = tf.ones([B, T], "int32");
  const positions = realPositions(isReal);
  const input = { embeddings: embed(embedding, inputs), isReal, positions, maxPositions: T };
  const states = tf.reshape(decode(parameters, input, config).states, [B * T, config.width]); // [M, D]
  const logits = tf.matMul(states, embedding, false, true); // [M, V]
  const scores = tf.sum(tf.mul(states, embed(embedding, tf.reshape(targets, [B * T]))), 1); // [M]
  const losses = tf.sub(logSumExpRows(logits), scores); // [M]
  return tf.div(tf.sum(tf.mul(losses, tf.reshape(weights, [B * T]))), tf.sum(weights));
}

/**
 * `log Σ exp(logits)` of every row, `[M]`. One softmax serves the value and the gradient: TensorFlow.js differentiates
 * its own pass by pass.
 */
function logSumExpRows(logits: tf.Tensor): tf.Tensor {
  const withGradient = tf.customGrad((...inputs) => {
    const [scores, save] = inputs as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const shares = tf.softmax(scores); // [M, V]
    save([shares]);
    // The largest share is exp(largest - logSumExp), and at least 1 / V: its logarithm is safe
    const value = tf.sub(tf.max(scores, 1), tf.log(tf.max(shares, 1))); // [M]
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(tf.expandDims(dy, 1), saved!); // [M, V]
    return { value, gradFunc };
  });
  return withGradient(logits);
}
