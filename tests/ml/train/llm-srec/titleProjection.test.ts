import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { drawNormal } from "../../../../src/ml/llm-srec/drawNormal.js";
import { historyTitles } from "../../../../src/ml/llm-srec/historyTitles.js";
import { matchTable, titleProjection } from "../../../../src/ml/train/llm-srec/titleProjection.js";

const ITEMS = 400;
const WIDTH = 12;

/** States whose columns vary by `deviations`, mixed where `mixes`; row 0 is zero. */
function states(deviations: readonly number[], mixes = false): { width: number; values: Float32Array } {
  const random = seededRandom("titles");
  const values = new Float32Array((ITEMS + 1) * WIDTH);
  for (let row = 1; row <= ITEMS; row++) {
    const drawn = drawNormal(random, WIDTH, { mean: 0, deviation: 1 });
    for (let column = 0; column < WIDTH; column++) {
      const other = mixes ? drawn[(column + 1) % WIDTH]! : 0;
      values[row * WIDTH + column] = deviations[column]! * (drawn[column]! + 0.8 * other);
    }
  }
  return { width: WIDTH, values };
}

const project = (most: number, titles: { width: number; values: Float32Array }, seed = "projection") =>
  titleProjection(titles, most, { random: seededRandom(seed), threads: 2 });

const EQUAL = Array.from({ length: WIDTH }, () => 1);

describe("titleProjection()", () => {
  test("makes titles vary alike in all directions, and in none together", async () => {
    const titles = states(
      EQUAL.map((_, column) => 1 + column / WIDTH),
      true,
    );
    const { data, shape } = await project(WIDTH, titles);
    expect(shape).toEqual([WIDTH, WIDTH]);
    const projected = Array.from(
      { length: ITEMS },
      (_, item) =>
      EQUAL.map((__, k) => EQUAL.reduce((sum, ___, d) => sum + titles.values[(item + 1) * WIDTH + d]! * data[d * WIDTH + k]!, 0)), // prettier-ignore
    );
    for (let i = 0; i < WIDTH; i++)
      for (let j = 0; j < WIDTH; j++) {
        const covariance = projected.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / ITEMS;
        // The smallest direction loses a little to the ridge.
        expect(Math.abs(covariance - (i === j ? 1 : 0))).toBeLessThan(0.1);
      }
  });

  test("keeps the directions that vary most where fewer are wanted", async () => {
    const { data, shape } = await project(2, states([0.1, 5, 0.1, 0.1, 4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]));
    expect(shape).toEqual([WIDTH, 2]);
    const lengths = EQUAL.map((_, d) => Math.hypot(data[d * 2]!, data[d * 2 + 1]!));
    for (const [d, length] of lengths.entries())
      if (d === 1 || d === 4) expect(length * (d === 1 ? 5 : 4)).toBeCloseTo(1, 0);
      else expect(length).toBeLessThan(0.01);
  });

  test("matches the same, whatever it begins with", async () => {
    const titles = states(EQUAL, true);
    const tables = [];
    for (const seed of ["one", "two"]) tables.push(await matchTable(await project(WIDTH, titles, seed), titles, 2));
    const product = ({ values }: { values: Float32Array }, a: number, b: number) =>
      EQUAL.reduce((sum, _, k) => sum + values[a * WIDTH + k]! * values[b * WIDTH + k]!, 0);
    for (let item = 2; item < 40; item++)
      expect(product(tables[0]!, 1, item)).toBeCloseTo(product(tables[1]!, 1, item), 3);
    expect(product(tables[0]!, 5, 5)).toBeCloseTo(1, 5);
  });

  test("makes nothing, and no NaN, of titles that are all alike", async () => {
    const titles = { width: WIDTH, values: new Float32Array((ITEMS + 1) * WIDTH) };
    const { values } = await matchTable(await project(4, titles), titles, 1);
    expect(values.every((value) => value === 0)).toBe(true);
  });

  test("has no more columns than there are titles", async () => {
    const { width, values } = states(EQUAL);
    const { shape, data } = await project(8, { width, values: values.slice(0, 4 * WIDTH) });
    expect(shape).toEqual([WIDTH, 3]);
    expect(data.every(Number.isFinite)).toBe(true);
  });
});

describe("historyTitles()", () => {
  test("counts the newest most, each one before it half as much, and none before the window", () => {
    const matches = { width: 2, values: Float32Array.of(0, 0, 1, 0, 0, 1, 4, 4) };
    expect([...historyTitles(matches, [Int32Array.of(3, 1, 2), Int32Array.of(2), Int32Array.of()], 2)]).toEqual([0.5, 1, 0, 1, 0, 0]); // prettier-ignore
  });
});
