/**
 * @file What heads learn from cached states, and what stretches through the language model go on with.
 *
 * Axes: B users, P positions of histories, S items of the sample, D width of the language model, E of the teacher, V of
 * vectors, K of matched titles.
 */
import { distillationLoss } from "../../llm-srec/distillationLoss.js";
import type { LlmSrecWeights } from "../../llm-srec/llmSrecWeight.js";
import { projector } from "../../llm-srec/projector.js";
import { historyMatch } from "../../llm-srec/titleMatch.js";
import { uniformityLoss } from "../../llm-srec/uniformityLoss.js";
import { unitRows } from "../../llm-srec/unitRows.js";
import { userVectors } from "../../llm-srec/userVectors.js";
import { tf } from "../../trace/tensorflow.js";
import { catalogueSoftmax } from "./catalogueSoftmax.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";

/** Standardised readings of a batch. */
export interface HeadReadings {
  /** At `[UserOut]`, `[B, D]`. */
  readonly out: tf.Tensor;
  /** At the newest items, `[B, D]`. */
  readonly lastItem: tf.Tensor;
  /** The teacher's vectors of the histories, `[B, E]`. */
  readonly teacher: tf.Tensor;
  /** At items of histories, `[P, D]`, and the teacher's vectors of the histories up to them, `[P, E]`. */
  readonly positions: tf.Tensor;
  readonly positionTeachers: tf.Tensor;
  /** Titles of histories, `[B, K]`, and of those up to each position, `[P, K]`; where titles are matched. */
  readonly titles?: tf.Tensor;
  readonly positionTitles?: tf.Tensor;
}

/** What is to be found, as places in the sample. */
export interface HeadTargets {
  /** int32 `[B]` and `[P]`; -1 where there is nothing to find. */
  readonly targets: tf.Tensor;
  readonly positionTargets: tf.Tensor;
  /** `[S]` */
  readonly corrections: tf.Tensor;
}

/**
 * The weighted sum of: the cross-entropy of what is compared at the end; of the paper's own read-out alone, so that it
 * does not lean on what is added to it; of every position, where asked for; distillation and uniformity.
 *
 * @param items Item vectors of the sample, `[S, V]`.
 */
export function headLoss(
  weights: LlmSrecWeights,
  readings: HeadReadings,
  items: tf.Tensor,
  { targets, positionTargets, corrections }: HeadTargets,
  options: LlmSrecOptions,
): tf.Scalar {
  const { readOut, temperature, positions } = options;
  if (readOut.teacherUserOnly) return teacherUserLoss(weights, readings, items, { targets, positionTargets, corrections }, options); // prettier-ignore
  const paper = projector(readings.out, weights, "userHead", "leakyRelu"); // [B, V]
  const cross = (users: tf.Tensor, of: tf.Tensor) =>
    catalogueSoftmax(users, items, { corrections, targets: of }, temperature);
  const terms: tf.Tensor[] = [];
  const [, V = 0] = paper.shape;
  const ofHeads = tf.slice(items, [0, 0], [items.shape[0], V]); // [S, V]: without what titles are matched by
  const readsPositions = readOut.lastItem === true || readOut.userResidual === true;
  const hasMore = readsPositions || readOut.titleMatch === true;
  const ofPaper = catalogueSoftmax(paper, ofHeads, { corrections, targets }, temperature);
  terms.push(tf.mul(ofPaper, options.retrievalWeight * (hasMore ? 0.5 : 1)));
  if (hasMore) terms.push(tf.mul(cross(userVectors(weights, readings, readOut), targets), options.retrievalWeight));
  if (positions === "all" && readsPositions) {
    const parts: tf.Tensor[] = [];
    if (readOut.lastItem) parts.push(projector(readings.positions, weights, "lastItemHead", "leakyRelu")); // [P, V]
    if (readOut.userResidual) parts.push(projector(readings.positionTeachers, weights, "userResidual", "gelu")); // [P, V]
    const ofPositions = withTitles(tf.addN(parts), weights, readings.positionTitles); // [P, V + K]
    terms.push(tf.mul(cross(ofPositions, positionTargets), options.retrievalWeight));
  }
  if (options.distillationWeight > 0 || options.uniformityWeight > 0) {
    const students = unitRows(paper); // [B, V]
    const teachers = unitRows(projector(readings.teacher, weights, "teacherHead", "gelu")); // [B, V]
    terms.push(
      tf.mul(distillationLoss(students, teachers, options.distillation), options.distillationWeight),
      tf.mul(tf.add(uniformityLoss(students), uniformityLoss(teachers)), options.uniformityWeight),
    );
  }
  return tf.addN(terms) as tf.Scalar;
}

function withTitles(users: tf.Tensor, weights: LlmSrecWeights, titles: tf.Tensor | undefined): tf.Tensor {
  return titles ? tf.concat([users, historyMatch(weights, titles)], 1) : users;
}

/** The same where the teacher's vector is all that is read of a user. */
function teacherUserLoss(
  weights: LlmSrecWeights,
  readings: HeadReadings,
  items: tf.Tensor,
  { targets, positionTargets, corrections }: HeadTargets,
  { readOut, temperature }: LlmSrecOptions,
): tf.Scalar {
  const { positionTitles } = readings;
  const atPositions = {
    ...{ out: readings.positions, teacher: readings.positionTeachers },
    ...(positionTitles && { titles: positionTitles }),
  };
  const ofUsers = userVectors(weights, readings, readOut); // [B, V]
  const ofPositions = userVectors(weights, atPositions, readOut); // [P, V]
  return tf.add(
    catalogueSoftmax(ofUsers, items, { corrections, targets }, temperature),
    catalogueSoftmax(ofPositions, items, { corrections, targets: positionTargets }, temperature),
  );
}
