import { createHash } from "node:crypto";

/** A stream of pseudo-random numbers that a seed determines, on every machine. */
export interface Random {
  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number;
  /** Uniform over 0 to `limit - 1`. @param limit 1 to 2^32. */
  int(limit: number): number;
  /** Puts the values into a uniformly random order, in place. */
  shuffle(values: Int32Array | Uint32Array): void;
  /** A stream of its own: it depends on this stream's seed and on `label`, not on how much was drawn from either. */
  fork(label: number | string): Random;
}

const TWO_TO_32 = 2 ** 32;

/**
 * Opens the stream of a seed: sfc32 (Chris Doty-Humphrey, PractRand), whose state is the SHA-256 of the seed's text.
 *
 * Two streams are equal if and only if the texts of their seeds are: 1 and "1" are the same seed.
 */
export function seededRandom(seed: number | string): Random {
  const name = String(seed);
  const next32 = sfc32(createHash("sha256").update(name).digest());
  const int = (limit: number): number => {
    // The last, incomplete run of `limit` values is drawn again: a bare remainder would favour small numbers.
    const complete = TWO_TO_32 - (TWO_TO_32 % limit);
    let drawn = next32();
    while (drawn >= complete) drawn = next32();
    return drawn % limit;
  };
  return {
    next: () => next32() / TWO_TO_32,
    int,
    shuffle: (values) => {
      for (let last = values.length - 1; last > 0; last--) {
        const other = int(last + 1);
        const value = values[last]!;
        values[last] = values[other]!;
        values[other] = value;
      }
    },
    fork: (label) => seededRandom(`${name}/${label}`),
  };
}

/** The generator itself, over 16 bytes of state; returns 0 to 2^32 - 1. */
function sfc32(state: Buffer): () => number {
  let [a, b, c, counter] = [state.readInt32LE(0), state.readInt32LE(4), state.readInt32LE(8), state.readInt32LE(12)];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
}
