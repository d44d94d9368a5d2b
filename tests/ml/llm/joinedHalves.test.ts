import { expect, test } from "@jest/globals";
import fc from "fast-check";

import { joinedHalves } from "../../../src/ml/llm/gguf/joinedHalves.js";

test("joinedHalves() undoes the order in which GGUF files keep rotated pairs, for any rows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ heads: fc.integer({ min: 1, max: 4 }), half: fc.integer({ min: 1, max: 4 }) }),
      fc.nat(),
      fc.nat(),
      async ({ heads, half }, a, b) => {
        const rows = heads * 2 * half;
        const ours = Float32Array.from({ length: rows * 3 }, (_, at) => at);
        const paired = new Float32Array(ours.length);
        for (let row = 0; row < rows; row++) {
          const [head, within] = [Math.floor(row / (2 * half)), row % (2 * half)];
          const to = head * 2 * half + (within < half ? 2 * within : 2 * (within - half) + 1);
          paired.set(ours.subarray(row * 3, row * 3 + 3), to * 3);
        }
        const stored = {
          shape: [rows, 3],
          readRows: (from: number, to: number) => Promise.resolve(paired.slice(from * 3, to * 3)),
        };
        const [from, to] = [a % (rows + 1), b % (rows + 1)].toSorted((x, y) => x - y) as [number, number];
        expect(await joinedHalves(stored, 2 * half).readRows(from, to)).toEqual(ours.slice(from * 3, to * 3));
      },
    ),
  );
});
