import type { InteractionLog } from "./interactionLog.js";

/** `llm-srec` is the one-pass filter of LLM-SRec's experiments, without its sampling of users. */
export type SplitFilter = "none" | "llm-srec";

/** A log divided for an experiment. Rows are of the split's own catalogue: the items that occur in it. */
export interface Split {
  readonly userIds: readonly string[];
  /** Row r is `itemIds[r - 1]`. */
  readonly itemIds: readonly string[];
  /** One array of rows a user, oldest first. */
  readonly train: readonly Int32Array[];
  /** The validation item of each user; 0 where there is none. */
  readonly valid: Int32Array;
  /** The test item of each user; 0 where there is none. */
  readonly test: Int32Array;
  /** When each of these was, in the unit of the log; absent where only the order is known. */
  readonly times?: SplitTimes;
}

/** The times of a split's parts, in the same order; of an item that is not there, any number. */
interface SplitTimes {
  readonly train: readonly Float64Array[];
  readonly valid: Float64Array;
  readonly test: Float64Array;
}

/** Users and items with this many interactions or fewer are filtered out; Kim et al., KDD '25, and its official code. */
const FILTERED_COUNT = 4;

/** A user needs one item to learn from, one to validate and one to test with. */
const SHORTEST_SEQUENCE = 3;

/**
 * Leave-last-out: a user's last item is the test item, the one before it the validation item, the rest is for training.
 * Users of fewer than three interactions are left out.
 *
 * With the filter `llm-srec`, users need more than four interactions, items of four or fewer are dropped from every part (a
 * dropped validation or test item is not replaced), and then users need more than four training items. Counts are those of the
 * whole log: the filter is one pass, not a k-core.
 */
export function splitLeaveLastOut(log: InteractionLog, { filter }: { filter: SplitFilter }): Split {
  const kept = filter === "none" ? everyItem(log) : frequentItems(log);
  const shortest = filter === "none" ? SHORTEST_SEQUENCE : FILTERED_COUNT + 1;
  const parts: { user: number; train: Int32Array; valid: number; test: number; times: Float64Array | null }[] = [];
  for (let user = 0; user < log.userIds.length; user++) {
    const rows = log.rows.subarray(log.offsets[user], log.offsets[user + 1]);
    if (rows.length < shortest) continue;
    const train = rows.subarray(0, -2).filter((row) => kept[row] === 1);
    if (filter === "llm-srec" && train.length <= FILTERED_COUNT) continue;
    const [valid, test] = [rows.at(-2)!, rows.at(-1)!];
    const all = log.times?.subarray(log.offsets[user], log.offsets[user + 1]);
    // Those of the training items that are kept, then those of the last two.
    const times = all?.filter((_, at) => at >= rows.length - 2 || kept[rows[at]!] === 1) ?? null;
    parts.push({ user, train, valid: kept[valid] === 1 ? valid : 0, test: kept[test] === 1 ? test : 0, times });
  }
  const { itemIds, newRow } = renumber(log, parts);
  return {
    userIds: parts.map(({ user }) => log.userIds[user]!),
    itemIds,
    train: parts.map(({ train }) => train.map((row) => newRow[row]!)),
    valid: Int32Array.from(parts, ({ valid }) => newRow[valid]!),
    test: Int32Array.from(parts, ({ test }) => newRow[test]!),
    ...(log.times !== null && {
      times: {
        train: parts.map(({ times }) => times!.slice(0, -2)),
        valid: Float64Array.from(parts, ({ times }) => times!.at(-2)!),
        test: Float64Array.from(parts, ({ times }) => times!.at(-1)!),
      },
    }),
  };
}

/** 1 for every row; `[items + 1]`. */
function everyItem(log: InteractionLog): Uint8Array {
  return new Uint8Array(log.itemIds.length + 1).fill(1);
}

/** 1 for the rows of items with enough interactions in the whole log; `[items + 1]`. */
function frequentItems(log: InteractionLog): Uint8Array {
  const counts = new Uint32Array(log.itemIds.length + 1);
  for (const row of log.rows) counts[row]!++;
  return Uint8Array.from(counts, (count) => (count > FILTERED_COUNT ? 1 : 0));
}

/** The items that occur in a part, numbered anew in the log's own order; row 0 stays 0. */
function renumber(
  log: InteractionLog,
  parts: readonly { train: Int32Array; valid: number; test: number }[],
): { itemIds: string[]; newRow: Int32Array } {
  const newRow = new Int32Array(log.itemIds.length + 1);
  for (const { train, valid, test } of parts) {
    for (const row of train) newRow[row] = 1;
    newRow[valid] = 1;
    newRow[test] = 1;
  }
  newRow[0] = 0;
  const itemIds: string[] = [];
  for (let row = 1; row < newRow.length; row++)
    if (newRow[row] === 1) newRow[row] = itemIds.push(log.itemIds[row - 1]!);
  return { itemIds, newRow };
}
