import { seededRandom } from "../../data/seededRandom.js";
import { drawNormal } from "../../llm-srec/drawNormal.js";
import type { LlmCheckpoint } from "../../llm/llmCheckpoint.js";

/** As language models begin their own training. */
const DEVIATION = 0.02;

/** A checkpoint of the same shape that knows nothing: every matrix drawn anew, norms and biases as they are. */
export function withRandomMatrices(checkpoint: LlmCheckpoint, seed: number): LlmCheckpoint {
  return {
    ...checkpoint,
    tensor: (name) => {
      const stored = checkpoint.tensor(name);
      const [, columns] = stored.shape;
      if (columns === undefined) return stored;
      return {
        shape: stored.shape,
        // A row has a stream of its own: which rows are read together must not change them.
        readRows: (from, to) => {
          const rows = new Float32Array((to - from) * columns);
          for (let row = from; row < to; row++)
            rows.set(
              drawNormal(seededRandom(`${seed}/${name}/${row}`), columns, { mean: 0, deviation: DEVIATION }),
              (row - from) * columns,
            );
          return Promise.resolve(rows);
        },
      };
    },
  };
}
