/**
 * @file What queries take from keys and values: the core of attention, with key/value heads that several query heads
 * share.
 *
 * Source: Vaswani et al., "Attention Is All You Need", 2017, 3.2.1 (arXiv:1706.03762); grouped queries are Ainslie et
 * al. 2023 (arXiv:2305.13245). The gradient is written out: what softmax's needs of each row is the product of a
 * result with its own gradient, a row of K numbers instead of S (Dao et al., "FlashAttention", 2022, appendix B.2,
 * arXiv:2205.14135).
 * Axes: B rows, T queries, S keys, H query heads, G key/value heads, K head width.
 */
import { tf } from "../trace/tensorflow.js";

/** Where there are more keys, a row of shares is computed again for the gradient: kept, it would outweigh all else. */
const MOST_KEPT_KEYS = 128;

/**
 * `softmax(Q Kᵀ + mask) V`; the scale is part of the queries.
 *
 * @param query `[B, H, T, K]`
 * @param keys `[B, G, S, K]`, G a divisor of H: the H / G query heads of a key/value head lie next to each other.
 * @param values `[B, G, S, K]`
 * @param mask `[B, 1, T, S]`; it gets no gradient.
 * @returns `[B, H, T, K]`
 */
export function attend(query: tf.Tensor, keys: tf.Tensor, values: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const [B = 0, H = 0, T = 0, K = 0] = query.shape;
  const [, G = 1, S = 0] = keys.shape;
  // Nothing is repeated: a group's queries are the rows of one product.
  const rows = (H / G) * T;
  const sharesOf = (q: tf.Tensor, k: tf.Tensor): tf.Tensor => {
    const scores = tf.reshape(tf.matMul(q, k, false, true), [B, H, T, S]);
    return tf.reshape(tf.softmax(tf.add(scores, mask)), [B, G, rows, S]);
  };
  const isKept = S <= MOST_KEPT_KEYS;
  const withGradient = tf.customGrad((...given) => {
    const save = given.pop() as unknown as tf.GradSaveFunc;
    const [q, k, v] = given as [tf.Tensor, tf.Tensor, tf.Tensor]; // q [B, G, rows, K]
    const shares = sharesOf(q, k);
    const mixed = tf.matMul(shares, v); // [B, G, rows, K]
    save(isKept ? [q, k, v, mixed, shares] : [q, k, v, mixed]);
    return {
      value: mixed,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [q0, k0, v0, y, kept] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
        // 0 times dy: so that it waits for dy, and is not taken for what the forward pass made and kept.
        const p = kept ?? sharesOf(tf.add(q0, tf.mul(dy, 0)), k0); // [B, G, rows, S]
        const along = tf.sum(tf.mul(dy, y), -1, true); // [B, G, rows, 1]
        const slopes = tf.mul(tf.sub(tf.matMul(dy, v0, false, true), along), p); // [B, G, rows, S]
        return [tf.matMul(slopes, k0), tf.matMul(slopes, q0, true), tf.matMul(p, dy, true)];
      },
    };
  });
  return tf.reshape(withGradient(tf.reshape(query, [B, G, rows, K]), keys, values), [B, H, T, K]);
}
