/**
 * How often each item occurs.
 *
 * @param sequences Lists of rows 1 to N.
 * @returns `[N + 1]`, row 0 unused; exact up to 2^24 occurrences of one item, where float32 stops counting by ones.
 */
export function itemCounts(sequences: readonly Int32Array[], itemCount: number): Float32Array {
  const counts = new Float32Array(itemCount + 1);
  for (const sequence of sequences) for (const row of sequence) counts[row]!++;
  counts[0] = 0;
  return counts;
}
