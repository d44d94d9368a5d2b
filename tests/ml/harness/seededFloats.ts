/** Floats that look random and are a function of the seed: uniform from `low` to `high`. */
export function seededFloats(count: number, seed: number, low = -1, high = 1): Float32Array {
  let state = seed | 0;
  return Float32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return low + ((high - low) * ((mixed ^ (mixed >>> 14)) >>> 0)) / 2 ** 32;
  });
}

/** Integers likewise, from `low` to below `limit`. */
export function seededIntegers(count: number, seed: number, low: number, limit: number): Int32Array {
  return Int32Array.from(seededFloats(count, seed, low, limit), (value) => Math.min(Math.floor(value), limit - 1));
}
