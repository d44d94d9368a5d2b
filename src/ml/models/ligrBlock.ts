/**
 * @file One block of eSASRec: attention, then a SwiGLU feed-forward, each let in through a gate.
 *
 * Source: LiGR (Borisyuk et al. 2025, arXiv:2502.03417) as eSASRec takes it over (Tikhonovich et al., RecSys 2025,
 * arXiv:2508.06450): `x + sigmoid(x G) * dropout(f(norm(x)))`. SwiGLU: Shazeer 2020 (arXiv:2002.05202).
 * Departs from it: no key bias, which softmax would cancel.
 * Axes: B rows, Q positions that look, T positions looked at, D width, F inner width.
 */
import { dropout } from "../nn/dropout.js";
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { tf } from "../trace/tensorflow.js";
import { sasrecAttention, type SasrecAttentionInput, type SasrecAttentionOptions } from "./sasrecAttention.js";
import { sasrecWeight, type SasrecWeights } from "./sasrecWeight.js";

/** PyTorch's own, as RecTools' eSASRec. */
const LIGR_NORM_EPSILON = 1e-5;

/**
 * New states of the positions that look.
 *
 * @param input Their states, and those of the positions looked at; neither is normed yet.
 * @returns `[B, Q, D]`.
 */
export function ligrBlock(
  weights: SasrecWeights,
  input: SasrecAttentionInput,
  options: SasrecAttentionOptions,
): tf.Tensor {
  const weight = (name: string) => sasrecWeight(weights, `block${options.index}.${name}`);
  const norm = (x: tf.Tensor, name: string) =>
    layerNorm(x, weight(`${name}.gain`), weight(`${name}.bias`), LIGR_NORM_EPSILON);
  const drop = (x: tf.Tensor) => dropout(x, options.dropoutRate, options.dropout);
  const letIn = (x: tf.Tensor, news: tf.Tensor, gate: string) =>
    tf.add(x, tf.mul(tf.sigmoid(linear(x, weight(`${gate}.weight`), weight(`${gate}.bias`))), drop(news))); // [B, Q, D]

  const { from, at, mask } = input;
  const queries = norm(from, "attentionNorm"); // [B, Q, D]
  const seen = from === at ? queries : norm(at, "attentionNorm"); // [B, T, D]
  const mixed = sasrecAttention(weights, { from: queries, at: seen, mask }, options); // [B, Q, D]
  const attended = letIn(from, mixed, "attentionGate"); // [B, Q, D]
  const states = norm(attended, "feedForwardNorm"); // [B, Q, D]
  const swish = linear(states, weight("swish.weight")); // [B, Q, F]
  const up = linear(states, weight("up.weight")); // [B, Q, F]
  const inner = drop(tf.mul(tf.mul(swish, tf.sigmoid(swish)), up)); // [B, Q, F]
  return letIn(attended, linear(inner, weight("down.weight")), "feedForwardGate"); // [B, Q, D]
}
