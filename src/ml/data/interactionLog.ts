/**
 * The positive interactions that a model learns from, as every part of training reads them: one sequence of item rows a user.
 *
 * A *row* numbers an item of a model from 1; 0 is padding. Rows follow the order of the item ids, so that the numbering
 * depends on which items there are and on nothing else.
 */
export interface InteractionLog {
  /** In the order of their first interaction's arrival. */
  readonly userIds: readonly string[];
  /** Row r is `itemIds[r - 1]`; ascending by UTF-16 code units. */
  readonly itemIds: readonly string[];
  /** `[users + 1]`: user u has `rows[offsets[u]]` to `rows[offsets[u + 1] - 1]`. */
  readonly offsets: Uint32Array;
  /** Each user's rows, oldest first; equal times keep the order of arrival. */
  readonly rows: Int32Array;
  /** The times that belong to `rows`, in the unit they were added in; null where only the order is known. */
  readonly times: Float64Array | null;
}
