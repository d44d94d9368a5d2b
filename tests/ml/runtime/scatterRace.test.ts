import { describe, expect, test } from "@jest/globals";

import { openSession } from "../../../src/ml/runtime/session.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";
import { seededFloats, seededIntegers } from "../harness/seededFloats.js";

const [ROWS, WIDTH, UPDATES] = [5001, 64, 16384];
const RUNS = 5;

const model = traceGraph((tracer) => {
  const updates = tracer.input("updates", [UPDATES, WIDTH], "float32");
  const ids = tracer.input("ids", [UPDATES], "int32") as tf.Tensor1D;
  return { sums: tf.unsortedSegmentSum(updates, ids, ROWS) };
}).toOnnx();

describe("sums of rows on ONNX Runtime", () => {
  test("are never made by ScatterND, whose additions race", () => {
    expect(Buffer.from(model).includes("ScatterElements")).toBe(true);
    expect(Buffer.from(model).includes("ScatterND")).toBe(false);
  });

  // All updates are 1, so the sum of a row is its number of updates, exactly: whatever is missing was lost, not rounded.
  test.each([1, 2, 4])("lose no update with %d threads, however hot an id is", async (threads) => {
    const session = await openSession(model, { threads });
    const ones = new Float32Array(UPDATES * WIDTH).fill(1);
    for (const distinct of [ROWS, 50, 1]) {
      for (let run = 0; run < RUNS; run++) {
        const ids = seededIntegers(UPDATES, run + distinct, 0, distinct);
        const counts = new Uint32Array(ROWS);
        for (const id of ids) counts[id]! += 1;
        const expected = new Float32Array(ROWS * WIDTH);
        counts.forEach((count, row) => expected.fill(count, row * WIDTH, (row + 1) * WIDTH));
        const { sums } = await session.run({
          updates: { data: ones, shape: [UPDATES, WIDTH] },
          ids: { data: ids, shape: [UPDATES] },
        });
        const actual = sums!.data as Float32Array;
        expect(
          Buffer.compare(
            Buffer.from(actual.buffer, actual.byteOffset, actual.byteLength),
            Buffer.from(expected.buffer),
          ),
        ).toBe(0);
      }
    }
    await session.close();
  });

  test("equal sums in double precision", async () => {
    const session = await openSession(model, { threads: 2 });
    const updates = seededFloats(UPDATES * WIDTH, 5);
    const ids = seededIntegers(UPDATES, 6, 0, 40);
    const expected = new Float64Array(ROWS * WIDTH);
    ids.forEach((id, update) => {
      for (let column = 0; column < WIDTH; column++)
        expected[id * WIDTH + column]! += updates[update * WIDTH + column]!;
    });
    const { sums } = await session.run({
      updates: { data: updates, shape: [UPDATES, WIDTH] },
      ids: { data: ids, shape: [UPDATES] },
    });
    let worst = 0;
    for (let index = 0; index < expected.length; index++)
      worst = Math.max(worst, Math.abs(Number(sums!.data[index]) - expected[index]!));
    // Sums of about 400 float32 numbers below 1, which stay below 40: some rounding errors of 2e-6 each
    expect(worst).toBeLessThan(5e-5);
    await session.close();
  });
});
