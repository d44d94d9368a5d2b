/** The relative popularity of the thing at place `rank` (from 0) of a list ordered by fame: Zipf's law. */
export function zipfWeight(rank: number): number {
  return 1 / (rank + 1);
}
