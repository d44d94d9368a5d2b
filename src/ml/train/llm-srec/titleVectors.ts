/** @file Titles as the language model understands them, without any prompt. Axes: N items, T tokens, D width. */
import type { FrozenGraphsOptions } from "../../llm-srec/frozenGraphs.js";
import { FrozenGraphs } from "../../llm-srec/frozenGraphs.js";
import { llmSrecFeed } from "../../llm-srec/llmSrecFeed.js";
import { titleStates } from "../../llm-srec/titleStates.js";
import { batchesByLength } from "./corpus.js";

const BATCH_SIZE = 64;
const LENGTH_STEP = 8;

/**
 * The mean states of titles.
 *
 * @param titles Tokens of each, row r at index r - 1; at least one token each.
 * @param onBatch Called after every batch: it may throw to end the work.
 * @returns `[N + 1, D]`, row 0 zero.
 */
export async function titleVectors(
  titles: readonly (readonly number[])[],
  graphs: Pick<FrozenGraphsOptions, "frozen" | "threads">,
  onBatch?: () => void,
): Promise<Float32Array> {
  const longest = titles.reduce((most, { length }) => Math.max(most, length), 1);
  const width = graphs.frozen.config.width;
  const vectors = new Float32Array((titles.length + 1) * width);
  const reader = new FrozenGraphs(
    { ...graphs, shapes: {}, maxPositions: longest + LENGTH_STEP },
    (decoder, _, batch) => ({
      states: titleStates(decoder, llmSrecFeed(batch, "tokens"), llmSrecFeed(batch, "isReal")),
    }),
  );
  try {
    for (const members of batchesByLength(
      titles.map(({ length }) => length),
      BATCH_SIZE,
    )) {
      const last = Math.max(...Array.from(members, (member) => titles[member]!.length));
      const positions = Math.ceil(last / LENGTH_STEP) * LENGTH_STEP; // T
      const [tokens, isReal] = [new Int32Array(BATCH_SIZE * positions), new Int32Array(BATCH_SIZE * positions)];
      for (const [row, member] of members.entries()) {
        tokens.set(titles[member]!, row * positions);
        isReal.fill(1, row * positions, row * positions + titles[member]!.length);
      }
      const grid = { shape: [BATCH_SIZE, positions], dtype: "int32" } as const;
      const { states } = await reader.run({}, { shapes: { tokens: grid, isReal: grid }, feeds: { tokens, isReal } });
      for (const [row, member] of members.entries())
        vectors.set((states!.data as Float32Array).subarray(row * width, (row + 1) * width), (member + 1) * width);
      onBatch?.();
    }
  } finally {
    await reader.close();
  }
  return vectors;
}
