/** @file Texts packed one after the other into rows of one length. Axes: B rows, T positions. */

/** What a batch of rows is made of, row-major. */
export interface TokenRows {
  /** int32 `[B, T]` */
  readonly inputs: Int32Array;
  /** int32 `[B, T]`: the token that follows each input. */
  readonly targets: Int32Array;
  /** `[B, T]`: 1, or 0 where nothing follows. */
  readonly weights: Float32Array;
}

/** B and T. */
export interface RowShape {
  readonly rows: number;
  readonly positions: number;
}

/**
 * Fills a batch. Every row begins with a text; the one that its end cuts is not gone on with.
 *
 * @param next Ids of the next text, at least one; undefined once there are no more: the rest has weight 0.
 */
export function packTokenRows({ rows, positions }: RowShape, next: () => Int32Array | undefined): TokenRows {
  const inputs = new Int32Array(rows * positions);
  const targets = new Int32Array(rows * positions);
  const weights = new Float32Array(rows * positions);
  for (let row = 0; row < rows; row++) {
    const tokens = rowOfTokens(positions + 1, next);
    const start = row * positions;
    inputs.set(tokens.subarray(0, positions), start);
    if (tokens.length < 2) continue;
    targets.set(tokens.subarray(1), start);
    weights.fill(1, start, start + tokens.length - 1);
  }
  return { inputs, targets, weights };
}

/** At most `length` tokens. */
function rowOfTokens(length: number, next: () => Int32Array | undefined): Int32Array {
  const tokens = new Int32Array(length);
  let filled = 0;
  while (filled < length) {
    const text = next();
    if (!text) break;
    const taken = text.subarray(0, length - filled);
    tokens.set(taken, filled);
    filled += taken.length;
  }
  return tokens.subarray(0, filled);
}
