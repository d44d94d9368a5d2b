/** How often item b came right after item a, kept by a: a sparse matrix in compressed rows. */
export interface TransitionCounts {
  /** `[N + 2]`: what followed row a is `successors[offsets[a]]` to `successors[offsets[a + 1] - 1]`. */
  readonly offsets: Uint32Array;
  /** Rows 1 to N, ascending within each a. */
  readonly successors: Uint32Array;
  /** How often; as long as `successors`. */
  readonly counts: Uint32Array;
}

/**
 * Counts the pairs of neighbours in the sequences.
 *
 * @param sequences Lists of rows 1 to N, oldest first.
 */
export function transitionCounts(sequences: readonly Int32Array[], itemCount: number): TransitionCounts {
  const pairs = sortedPairs(sequences, itemCount + 1);
  const offsets = new Uint32Array(itemCount + 2);
  const successors: number[] = [];
  const counts: number[] = [];
  let previousPair = -1;
  for (const pair of pairs) {
    if (pair === previousPair) counts[counts.length - 1]!++;
    else {
      offsets[Math.floor(pair / (itemCount + 1)) + 1]!++;
      successors.push(pair % (itemCount + 1));
      counts.push(1);
    }
    previousPair = pair;
  }
  for (let row = 0; row <= itemCount; row++) offsets[row + 1]! += offsets[row]!;
  return { offsets, successors: Uint32Array.from(successors), counts: Uint32Array.from(counts) };
}

/** Every neighbouring pair (a, b) as the number a * `base` + b, ascending; exact in a float64 for catalogues below 2^26 items. */
function sortedPairs(sequences: readonly Int32Array[], base: number): Float64Array {
  const pairs = new Float64Array(sequences.reduce((sum, sequence) => sum + Math.max(0, sequence.length - 1), 0));
  let used = 0;
  for (const sequence of sequences) {
    for (let i = 1; i < sequence.length; i++) pairs[used++] = sequence[i - 1]! * base + sequence[i]!;
  }
  return pairs.sort();
}
