/**
 * @file How a decoder's tokens lie: in a grid with padding, or packed into rows without it. Only attention needs the
 * grid; all else works on rows.
 *
 * Axes: B rows of the grid, T positions, N packed rows, C heads, K head width.
 */
import { tf } from "../trace/tensorflow.js";

/** Which packed row stands where in the grid, told both ways, so that neither way has to add anything up. */
export interface Packing {
  /** Int32 `[B, T]`: the row of each place; at padding the last row, which holds no token. */
  readonly rowAt: tf.Tensor;
  /** Int32 `[N]`: `b T + t` of each row; of rows that hold no token, a place that is padding. */
  readonly places: tf.Tensor;
}

/** Takes tokens to attention and back. */
export interface TokenLayout {
  /** `[..., C K]` to `[B, C, T, K]`. */
  split(x: tf.Tensor, heads: number): tf.Tensor;
  /** `[B, C, T, K]` to `[..., C K]`. */
  join(x: tf.Tensor): tf.Tensor;
}

/** Tokens are `[B, T, ...]`. */
export function gridLayout(B: number, T: number): TokenLayout {
  return {
    split: (x, heads) => tf.transpose(tf.reshape(x, [B, T, heads, (x.shape.at(-1) ?? 0) / heads]), [0, 2, 1, 3]),
    join: (x) => tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [B, T, x.shape[1]! * x.shape[3]!]),
  };
}

/**
 * Tokens are `[N, ...]`. The gradient of either way is the other way: a token stands in one place, and padding has no
 * gradient, because the row that it is taken from has none.
 */
export function packedLayout({ rowAt, places }: Packing): TokenLayout {
  const [B = 0, T = 0] = rowAt.shape;
  const [N = 0] = places.shape;
  const known = new Map<number, HeadIndices>();
  const indices = (heads: number) => {
    const made = known.get(heads) ?? headIndices(rowAt, places, heads);
    known.set(heads, made);
    return made;
  };
  const split = (x: tf.Tensor, heads: number) => {
    const K = x.size / (N * heads);
    return tf.gather(tf.reshape(x, [N * heads, K]), indices(heads).toGrid); // [B, C, T, K]
  };
  const join = (x: tf.Tensor) => {
    const [, heads = 0, , K = 0] = x.shape;
    const rows = tf.gather(tf.reshape(x, [B * heads * T, K]), indices(heads).toRows); // [N, C, K]
    return tf.reshape(rows, [N, heads * K]);
  };
  return {
    split: (x, heads) =>
      tf.customGrad((given) => ({
        value: split(given as tf.Tensor, heads),
        gradFunc: (dy: tf.Tensor) => join(dy),
      }))(x),
    join: (x) =>
      tf.customGrad((given) => ({
        value: join(given as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => split(dy, x.shape[1] ?? 1),
      }))(x),
  };
}

/** Where the numbers of each head lie, in units of one head of one token. */
interface HeadIndices {
  /** Int32 `[B, C, T]` */
  readonly toGrid: tf.Tensor;
  /** Int32 `[N, C]` */
  readonly toRows: tf.Tensor;
}

function headIndices(rowAt: tf.Tensor, places: tf.Tensor, C: number): HeadIndices {
  const [B = 0, T = 0] = rowAt.shape;
  const integer = (value: number) => tf.scalar(value, "int32");
  const heads = tf.range(0, C, 1, "int32"); // [C]
  const toGrid = tf.add(tf.mul(tf.reshape(rowAt, [B, 1, T]), integer(C)), tf.reshape(heads, [1, C, 1]));
  const row = tf.floorDiv(places, integer(T)); // [N], b of each
  // b C T + c T + t, where the place is b T + t
  const first = tf.add(places, tf.mul(row, integer((C - 1) * T))); // [N]
  const toRows = tf.add(tf.expandDims(first, 1), tf.mul(heads, integer(T)));
  return { toGrid, toRows };
}
