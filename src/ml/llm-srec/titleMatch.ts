/**
 * @file Titles as they are matched: one projection for the history and for the item, so that what it has seen of rare items
 * is as good as what it has seen of common ones.
 *
 * Not in Kim et al., KDD 2025; docs/decisions/0093 has what it is worth.
 * Axes: B users, I items, D width of the language model, F of item features, K of matches.
 */
import { tf } from "../trace/tensorflow.js";
import { llmSrecWeight, type LlmSrecWeights } from "./llmSrecWeight.js";
import { unitRows } from "./unitRows.js";

/** What a perfect match weighs before training has changed it: beside a vector of 128 numbers, a few times its usual product. */
const FIRST_WEIGHT = 64;
/** The weight is an exponential of what is learned times this, so that a few hundred small steps can take it to nothing where titles tell nothing. */
export const LOG_WEIGHT_RATE = 20;

/**
 * The titles of items, projected and brought to length 1.
 *
 * @param features Title states, standardised, are their last D columns; `[I, F]`.
 * @returns `[I, K]`
 */
export function titleMatches(weights: LlmSrecWeights, features: tf.Tensor): tf.Tensor {
  const projection = llmSrecWeight(weights, "titleProjection.weight"); // [D, K]
  const [I = 0, F = 0] = features.shape;
  const [D = 0] = projection.shape;
  return unitRows(tf.matMul(tf.slice(features, [0, F - D], [I, D]), projection));
}

/**
 * What the titles of histories are matched with those of items by.
 *
 * @param titles The sum of `titleMatches` of a history by `titleRecency`, `[B, K]`.
 * @returns `[B, K]`
 */
export function historyMatch(weights: LlmSrecWeights, titles: tf.Tensor): tf.Tensor {
  const weight = tf.mul(tf.exp(tf.mul(llmSrecWeight(weights, "titleMatch.logWeight"), LOG_WEIGHT_RATE)), FIRST_WEIGHT); // [1]
  return tf.mul(unitRows(titles), weight);
}
