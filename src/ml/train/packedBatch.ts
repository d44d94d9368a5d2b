/**
 * @file One step's users as the packed input of the encoder, with the item that each position should predict.
 *
 * Axes: R rows, T positions a row.
 */
import { packSequences } from "./packSequences.js";
import { rowBucket } from "./rowBucket.js";

/** Arrays of `[R, T]`, row-major; positions that hold no item are 0, but in `starts` their own column. */
export interface PackedBatch {
  /** R, padded to one of few sizes. */
  readonly rows: number;
  /** Item rows that are read. */
  readonly items: Int32Array;
  /** Positions counted from the newest of the same sequence, which is 0. */
  readonly ages: Int32Array;
  /** Column where the position's sequence starts. */
  readonly starts: Int32Array;
  /** The item that came next; 0 where there is nothing to learn. */
  readonly targets: Int32Array;
  /** Index of the position's sequence in the batch; -1 where there is none. */
  readonly sequenceOf: Int32Array;
}

/**
 * Packs sequences of n items as n - 1 pairs of an item and its next.
 *
 * @param sequences Item rows, oldest first, 2 to `length + 1` each.
 * @param length T.
 */
export function packedBatch(sequences: readonly Int32Array[], length: number): PackedBatch {
  const packing = packSequences(
    sequences.map((sequence) => sequence.length - 1),
    length,
  );
  const rows = rowBucket(packing.rows);
  const starts = Int32Array.from({ length: rows * length }, (_, position) => position % length);
  const [items, ages, targets] = [0, 0, 0].map(() => new Int32Array(rows * length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const sequenceOf = new Int32Array(rows * length).fill(-1);
  for (const [index, sequence] of sequences.entries()) {
    const start = packing.startOf[index]!;
    const first = packing.rowOf[index]! * length + start;
    const pairs = sequence.length - 1;
    items.set(sequence.subarray(0, pairs), first);
    targets.set(sequence.subarray(1), first);
    starts.fill(start, first, first + pairs);
    sequenceOf.fill(index, first, first + pairs);
    for (let i = 0; i < pairs; i++) ages[first + i] = pairs - 1 - i;
  }
  return { rows, items, ages, starts, targets, sequenceOf };
}
