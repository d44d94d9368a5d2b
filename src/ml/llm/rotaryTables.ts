/** @file Cosines and sines of the angles of every position. Axes: P positions, K head width. */
import type { RotaryTables } from "../nn/rotaryEmbedding.js";
import { tf } from "../trace/tensorflow.js";

/**
 * @param frequencies `K / 2`, radians a position.
 * @param positions P.
 * @returns `[P, K / 2]` each.
 */
export function rotaryTables(frequencies: readonly number[], positions: number): RotaryTables {
  const table = (of: (angle: number) => number): tf.Tensor => {
    const values = new Float32Array(positions * frequencies.length);
    // Angles are rounded to float32, as where these models were trained.
    for (let at = 0; at < values.length; at++) {
      const position = Math.floor(at / frequencies.length);
      values[at] = of(Math.fround(position * frequencies[at % frequencies.length]!));
    }
    return tf.tensor(values, [positions, frequencies.length]);
  };
  return { cosines: table(Math.cos), sines: table(Math.sin) };
}
