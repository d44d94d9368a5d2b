import { dataFolder } from "../formats/dataFolder.js";
import { markovSequences } from "../ml/train/markovSplit.js";

/** A data folder of 80 users who mostly go from one of 40 items to its successor. */
export function sequiturData(extra: Readonly<Record<string, string>> = {}): string {
  const sequences = markovSequences({ users: 80, items: 40, shortest: 6, longest: 12, order: 0.8 });
  const events = sequences.flatMap((rows, user) => Array.from(rows, (row, time) => `u${user},i${row},${time}`));
  const items = Array.from({ length: 40 }, (_, i) => JSON.stringify({ id: `i${i + 1}`, title: `Item ${i + 1}` }));
  return dataFolder({
    "interactions.csv": ["userId,itemId,timestamp", ...events, ""].join("\n"),
    "items.jsonl": `${items.join("\n")}\n`,
    "dataset.json": JSON.stringify({ name: "generated", timestampKind: "ordinal" }),
    ...extra,
  });
}
