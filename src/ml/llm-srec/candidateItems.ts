/** The items of a batch, each once, and who is compared with which. */
export interface CandidateItems {
  /** Rows of items. */
  readonly rows: Int32Array;
  /** Places in `rows`, in the order of what was given. */
  readonly candidates: Int32Array;
}

/**
 * Each item that any user is compared with, once, so that its prompt is read once.
 *
 * @param rows As `drawCandidates` gives them.
 * @param room How many items the batch shall have, so that batches are of one shape; what is left over is filled with
 *   the first. Default: as many as there are.
 * @throws {RangeError} If there is less room.
 */
export function candidateItems(rows: Int32Array, room?: number): CandidateItems {
  const placeOf = new Map<number, number>();
  const candidates = rows.map((row) => {
    const place = placeOf.get(row) ?? placeOf.size;
    placeOf.set(row, place);
    return place;
  });
  const size = room ?? placeOf.size;
  if (size < placeOf.size) throw new RangeError(`Cannot fit ${placeOf.size} items into room for ${size}`);
  const distinct = new Int32Array(size).fill(rows[0] ?? 0);
  distinct.set([...placeOf.keys()]);
  return { rows: distinct, candidates };
}
