/**
 * @file The three terms of LLM-SRec's loss, through the frozen language model.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, 3.1 to 3.3 (arXiv:2502.13909): the last item alone is learned.
 * Departs from it: an item that several users are compared with can be read once.
 * Axes: B users, I items, C candidates, D width of the model, V of vectors.
 */
import { tf } from "../trace/tensorflow.js";
import { type DistillationKind, distillationLoss } from "./distillationLoss.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { llmSrecFeed } from "./llmSrecFeed.js";
import type { LlmSrecWeights } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import { promptReadings, type SoftTokenOptions } from "./promptReadings.js";
import { retrievalLoss } from "./retrievalLoss.js";
import { uniformityLoss } from "./uniformityLoss.js";
import { unitRows } from "./unitRows.js";

/** The choices that change the terms; defaults are the paper's. */
export interface LlmSrecTermOptions extends SoftTokenOptions {
  readonly distillation?: DistillationKind;
  /** Scores are divided by it. */
  readonly temperature?: number;
}

/** What is added up, each before its weight. */
export interface LlmSrecTerms {
  readonly retrieval: tf.Scalar;
  readonly distillation: tf.Scalar;
  readonly uniformity: tf.Scalar;
}

/**
 * @param batch The tensors of `llmSrecFeeds`.
 * @throws {RangeError} If a tensor or a parameter is missing.
 */
export function llmSrecTerms(
  decoder: FrozenDecoder,
  weights: LlmSrecWeights,
  batch: Readonly<Record<string, tf.Tensor>>,
  options: LlmSrecTermOptions = {},
): LlmSrecTerms {
  const { distillation = "mse", temperature = 1 } = options;
  const read = (side: "user" | "item") => promptReadings(decoder, weights, batch, side, options).out;
  const users = projector(read("user"), weights, "userHead", "leakyRelu"); // [B, V]
  const items = projector(read("item"), weights, "itemHead", "leakyRelu"); // [I, V]
  const students = unitRows(users); // [B, V]
  const teachers = unitRows(projector(llmSrecFeed(batch, "teacher"), weights, "teacherHead", "gelu")); // [B, V]
  return {
    retrieval: retrievalLoss(users, items, llmSrecFeed(batch, "candidates"), temperature),
    distillation: distillationLoss(students, teachers, distillation),
    uniformity: tf.add(uniformityLoss(students), uniformityLoss(teachers)),
  };
}
