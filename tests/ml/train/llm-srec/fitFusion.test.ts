import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { drawNormal } from "../../../../src/ml/llm-srec/drawNormal.js";
import { fitFusion, type FusionCase } from "../../../../src/ml/train/llm-srec/fitFusion.js";

const ITEMS = 50;
const USERS = 800;
const random = seededRandom("fusion");
const popularity = Float32Array.from({ length: ITEMS + 1 }, (_, row) => (row === 0 ? 0 : 1 + random.int(200)));
const normal = () => drawNormal(random, ITEMS + 1, { mean: 0, deviation: 1 });

/** Users whose next item is drawn from the softmax of `a zL + c zC + b p`. */
function cases(a: number, c: number, b: number): FusionCase[] {
  const logs = Array.from(popularity.subarray(1), Math.log1p);
  const mean = logs.reduce((sum, value) => sum + value, 0) / ITEMS;
  const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ITEMS);
  return Array.from({ length: USERS }, (_, user) => {
    const [languageModel, teacher] = [normal(), normal()];
    const shares = Array.from(popularity, (count, row) =>
      row === 0
        ? 0
        : Math.exp(a * languageModel[row]! + c * teacher[row]! + (b * (Math.log1p(count) - mean)) / deviation),
    );
    let left = random.next() * shares.reduce((sum, share) => sum + share, 0);
    const target = shares.findIndex((share) => (left -= share) < 0);
    return { languageModel, teacher, target, history: Int32Array.of(), length: 2 + (user % 9) };
  });
}

describe("fitFusion()", () => {
  test.each([
    [2, 0.5],
    [0.5, 2],
    [1, 1],
  ])("finds which of the two to trust, and how much: %p to %p", (a, c) => {
    const fusion = fitFusion(cases(a, c, 0), popularity);
    const ratio = fusion.teacher[0] / fusion.languageModel[0];
    expect(ratio).toBeGreaterThan((c / a) * 0.5);
    expect(ratio).toBeLessThan((c / a) * 2);
    expect(Math.abs(fusion.popularity)).toBeLessThanOrEqual(0.2);
  });

  test("leaves out a teacher that knows nothing, and finds that popular items come more often", () => {
    const fusion = fitFusion(cases(1.5, 0, 1.2), popularity);
    expect(Math.abs(fusion.teacher[0])).toBeLessThan(0.35 * fusion.languageModel[0]);
    expect(fusion.popularity).toBeGreaterThan(0);
  });

  test("is a plain sum where scores say nothing, or nobody is there to learn from", () => {
    const blank = cases(1, 1, 0).map((each) => ({ ...each, languageModel: new Float32Array(ITEMS + 1), teacher: new Float32Array(ITEMS + 1) })); // prettier-ignore
    for (const { languageModel, teacher } of [fitFusion(blank, popularity), fitFusion([], popularity)]) {
      expect(languageModel[0]).toBe(1);
      expect(teacher[0]).toBe(1);
    }
  });
});
