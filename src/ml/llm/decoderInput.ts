import type { tf } from "../trace/tensorflow.js";
import type { Packing } from "./tokenLayout.js";

/** Keys, already rotated, and values of one layer: `[B, G, P, K]` each, or `[1, G, P, K]` for all rows alike. */
export interface KeyValues {
  readonly keys: tf.Tensor;
  readonly values: tf.Tensor;
}

/** What a decoder reads. Axes: B rows, T positions, P positions of the prefix, D width, G key/value heads, K head width. */
export interface DecoderInput {
  /** Token embeddings, or whatever stands in their place; `[B, T, D]`, or packed, `[N, D]`. */
  readonly embeddings: tf.Tensor;
  /** Where embeddings are packed: which stands where. */
  readonly packing?: Packing;
  /** Int32 or bool `[B, T]`: 0 at padding, which nobody sees; it may be on either side. */
  readonly isReal: tf.Tensor;
  /** Int32 `[B, T]`, each from 0 and below `maxPositions`: see `realPositions`. */
  readonly positions: tf.Tensor;
  /** How many positions the rotation is worked out for: at least the prefix's and all of the rows'. */
  readonly maxPositions: number;
  /** What was computed before of a beginning, one for each layer; every position sees all of it that is real. */
  readonly prefix?: readonly KeyValues[];
  /** Int32 or bool `[B, P]`: 0 where the prefix is padding; default: all of it is real. */
  readonly prefixIsReal?: tf.Tensor;
}
