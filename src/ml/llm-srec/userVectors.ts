/** @file What a user is compared with items by. Axes: B users, D width of the language model, E of the teacher, V of vectors. */
import { tf } from "../trace/tensorflow.js";
import { historyMatch } from "./titleMatch.js";
import type { LlmSrecWeights } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import type { ReadOutOptions } from "./readOutOptions.js";

/** What users are read from; the last three only where `ReadOutOptions` name them. */
export interface UserReadings {
  /** States at `[UserOut]`, `[B, D]`. */
  readonly out: tf.Tensor;
  /** States at the newest items' soft tokens, `[B, D]`. */
  readonly lastItem?: tf.Tensor;
  /** The teacher's user vectors, `[B, E]`. */
  readonly teacher?: tf.Tensor;
  /** The titles of their histories, `[B, K]`; see `historyMatch`. */
  readonly titles?: tf.Tensor;
}

/**
 * The vectors of users: the paper's (3.1), and what is named added to it.
 *
 * @returns `[B, V]`
 * @throws {RangeError} If a parameter or a reading is missing.
 */
export function userVectors(weights: LlmSrecWeights, readings: UserReadings, options: ReadOutOptions = {}): tf.Tensor {
  const vectors = headVectors(weights, readings, options);
  return options.titleMatch ? tf.concat([vectors, historyMatch(weights, required(readings, "titles"))], 1) : vectors;
}

function headVectors(weights: LlmSrecWeights, readings: UserReadings, options: ReadOutOptions): tf.Tensor {
  const residual = () => projector(required(readings, "teacher"), weights, "userResidual", "gelu"); // [B, V]
  if (options.teacherUserOnly) return residual();
  let vectors = projector(readings.out, weights, "userHead", "leakyRelu"); // [B, V]
  if (options.lastItem)
    vectors = tf.add(vectors, projector(required(readings, "lastItem"), weights, "lastItemHead", "leakyRelu"));
  return options.userResidual ? tf.add(vectors, residual()) : vectors;
}

function required(readings: UserReadings, name: "lastItem" | "teacher" | "titles"): tf.Tensor {
  const reading = readings[name];
  if (!reading) throw new RangeError(`Cannot make user vectors: the reading "${name}" is missing`);
  return reading;
}
