/**
 * @file Cross-entropy of the next item over the catalogue, or over a sample of it that the whole batch shares.
 *
 * A batch's own targets are in the sample, each once; the others are drawn evenly and stand for the rest, so that each
 * counts as many times as there are items for one drawn (importance sampling; Bengio & Senecal 2008).
 * Axes: M examples, S items of the sample, V width.
 */
import type { Random } from "../../data/seededRandom.js";
import { tf } from "../../trace/tensorflow.js";
import { logSumExpRows } from "../logSumExpRows.js";

/** Items that a step compares with. */
export interface ItemSample {
  /** Rows, all different, `[S]`. */
  readonly rows: Int32Array;
  /** Added to each item's score: the logarithm of how many items it stands for, `[S]`. */
  readonly corrections: Float32Array;
  /** Where each target is in `rows`; -1 for targets of row 0: there is none. */
  readonly targets: Int32Array;
}

/**
 * Draws the items of a step.
 *
 * @param targets Rows 1 to N; 0 where there is nothing to find.
 * @param size S; N or more: all items.
 */
export function sampleItems(targets: Int32Array, itemCount: number, size: number, random: Random): ItemSample {
  if (size >= itemCount) {
    return {
      rows: Int32Array.from({ length: itemCount }, (_, index) => index + 1),
      corrections: new Float32Array(itemCount),
      targets: targets.map((row) => row - 1),
    };
  }
  const places = new Map<number, number>();
  for (const row of targets) if (row !== 0 && !places.has(row)) places.set(row, places.size);
  const own = places.size;
  if (own >= size) throw new RangeError(`Cannot draw ${size} items: the batch has ${own} targets`);
  while (places.size < size) {
    const row = 1 + random.int(itemCount);
    if (!places.has(row)) places.set(row, places.size);
  }
  const weight = Math.log((itemCount - own) / (size - own));
  return {
    rows: Int32Array.from(places.keys()),
    corrections: Float32Array.from({ length: size }, (_, place) => (place < own ? 0 : weight)),
    targets: targets.map((row) => (row === 0 ? -1 : places.get(row)!)),
  };
}

/**
 * Mean over the examples that have a target; 0 where none has.
 *
 * @param users `[M, V]`
 * @param items `[S, V]`
 * @param corrections `[S]`
 * @param targets Places in the sample, int32 `[M]`; -1 where there is nothing to find.
 */
export function catalogueSoftmax(
  users: tf.Tensor,
  items: tf.Tensor,
  { corrections, targets }: { readonly corrections: tf.Tensor; readonly targets: tf.Tensor },
  temperature: number,
): tf.Scalar {
  const has = tf.cast(tf.greaterEqual(targets, tf.scalar(0, "int32")), "float32"); // [M]
  const places = tf.maximum(targets, tf.scalar(0, "int32")); // [M]
  const logits = tf.add(tf.div(tf.matMul(users, items, false, true), temperature), corrections); // [M, S]
  const own = tf.div(tf.sum(tf.mul(users, tf.gather(items, places)), 1), temperature); // [M]
  const losses = tf.mul(tf.sub(logSumExpRows(logits), own), has); // [M]; own targets need no correction
  return tf.div(tf.sum(losses), tf.maximum(tf.sum(has), 1));
}
