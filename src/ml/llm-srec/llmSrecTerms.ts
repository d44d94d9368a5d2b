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
import { itemVectors } from "./itemVectors.js";
import { llmSrecFeed } from "./llmSrecFeed.js";
import type { LlmSrecWeights } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import { promptReadings, type SoftTokenOptions } from "./promptReadings.js";
import type { ReadOutOptions } from "./readOutOptions.js";
import { retrievalLoss } from "./retrievalLoss.js";
import { uniformityLoss } from "./uniformityLoss.js";
import { unitRows } from "./unitRows.js";
import { userVectors } from "./userVectors.js";

/** The choices that change the terms; defaults are the paper's. */
export interface LlmSrecTermOptions extends SoftTokenOptions {
  readonly distillation?: DistillationKind;
  /** Scores are divided by it. */
  readonly temperature?: number;
  /** What users and items are compared by, beside the out-tokens; the vectors that are distilled are of those alone. */
  readonly readOut?: ReadOutOptions;
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
  const { distillation = "mse", temperature = 1, readOut = {} } = options;
  const read = (side: "user" | "item") => promptReadings(decoder, weights, batch, side, options);
  const [ofUsers, ofItems] = [read("user"), read("item")];
  const teacher = llmSrecFeed(batch, "teacher"); // [B, E]
  const features = batch["itemFeatures"]; // [I, F]
  const users = userVectors(weights, { ...ofUsers, teacher }, readOut); // [B, V]
  const items = itemVectors(weights, { out: ofItems.out, ...(features && { features }) }, readOut); // [I, V]
  const students = unitRows(projector(ofUsers.out, weights, "userHead", "leakyRelu")); // [B, V]
  const teachers = unitRows(projector(teacher, weights, "teacherHead", "gelu")); // [B, V]
  return {
    retrieval: retrievalLoss(users, items, llmSrecFeed(batch, "candidates"), temperature, batch["corrections"]),
    distillation: distillationLoss(students, teachers, distillation),
    uniformity: tf.add(uniformityLoss(students), uniformityLoss(teachers)),
  };
}
