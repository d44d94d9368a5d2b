import type { RankPosition } from "./rankPosition.js";

/** What `topRows` chooses from. */
export interface TopRowsOptions {
  /** `[N + 1]`, finite; row 0 is not looked at. */
  readonly scores: Float32Array;
  /** Most rows wanted. */
  readonly limit: number;
  /** Only rows strictly after this place. */
  readonly after?: Pick<RankPosition, "score" | "tie"> | undefined;
  /** Below 0 if the first of two rows with equal scores comes first; by default the lower one does. */
  readonly compareTies?: ((one: number, other: number) => number) | undefined;
  /** Whether a row may be in the answer; asked only for rows that would be. */
  readonly allows: (row: number) => boolean;
}

/**
 * The best allowed rows by score, equal scores by row or as said: exactly the beginning of the sorted list.
 *
 * One pass with a heap of the best rows so far, the worst of them at its root: most rows cost one comparison, and nothing is
 * sorted but the answer.
 */
export function topRows({ scores, limit, after, compareTies = byRow, allows }: TopRowsOptions): Int32Array {
  const heap = new Int32Array(Math.min(limit, scores.length));
  if (heap.length === 0) return heap;
  const isWorse = (a: number, b: number): boolean =>
    scores[a]! < scores[b]! || (scores[a] === scores[b] && compareTies(a, b) > 0);
  const [highest, lastRow] = after === undefined ? [Infinity, 0] : [after.score, Number(after.tie)];
  let size = 0;
  let threshold = -Infinity;
  for (let row = 1; row < scores.length; row++) {
    const score = scores[row]!;
    if (size === heap.length && (score < threshold || (score === threshold && isWorse(row, heap[0]!)))) continue;
    if (score > highest || (score === highest && row <= lastRow)) continue;
    if (!allows(row)) continue;
    if (size < heap.length) siftUp(heap, size++, row, isWorse);
    else siftDown(heap, size, row, isWorse);
    if (size === heap.length) threshold = scores[heap[0]!]!;
  }
  return heap.subarray(0, size).sort((a, b) => (isWorse(a, b) ? 1 : -1));
}

function byRow(one: number, other: number): number {
  return one - other;
}

type IsWorse = (a: number, b: number) => boolean;

/** Adds `row` at the heap's end, `position`. */
function siftUp(heap: Int32Array, position: number, row: number, isWorse: IsWorse): void {
  while (position > 0) {
    const parent = (position - 1) >> 1;
    if (!isWorse(row, heap[parent]!)) break;
    heap[position] = heap[parent]!;
    position = parent;
  }
  heap[position] = row;
}

/** Puts `row` in the place of the root. */
function siftDown(heap: Int32Array, size: number, row: number, isWorse: IsWorse): void {
  let position = 0;
  for (let child = 1; child < size; child = 2 * position + 1) {
    if (child + 1 < size && isWorse(heap[child + 1]!, heap[child]!)) child++;
    if (!isWorse(heap[child]!, row)) break;
    heap[position] = heap[child]!;
    position = child;
  }
  heap[position] = row;
}
