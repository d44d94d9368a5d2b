import type { Split } from "../data/splitLeaveLastOut.js";

/** Every user's sequence put together again: training items, validation item, test item. */
export function wholeSequences({ train, valid, test }: Split): Int32Array[] {
  return train.map((rows, user) => Int32Array.from([...rows, valid[user]!, test[user]!].filter((row) => row !== 0)));
}
