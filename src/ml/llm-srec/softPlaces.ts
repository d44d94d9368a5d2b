import type { tf } from "../trace/tensorflow.js";

/**
 * Which soft token stands where in a batch of prompts, told both ways, so that neither putting tokens in nor their
 * gradient has to add anything up. Axes: B rows, T positions, M soft tokens.
 */
export interface SoftPlaces {
  /** 0 where a word or padding stands, else 1 + the soft token's row; int32 `[B, T]`. */
  readonly softRowAt: tf.Tensor;
  /** Each soft token's place, row by row of the batch; `B T` where there is none (room left over); int32 `[M]`. */
  readonly softPlaces: tf.Tensor;
}
