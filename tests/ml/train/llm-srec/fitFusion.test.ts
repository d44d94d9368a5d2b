import { describe, expect, test } from "@jest/globals";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { drawNormal } from "../../../../src/ml/llm-srec/drawNormal.js";
import { fitFusion } from "../../../../src/ml/train/llm-srec/fitFusion.js";
import { type FusionCase, fusionCase, languageModelScores } from "../../../../src/ml/train/llm-srec/fusionCase.js";

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
    return fusionCase({
      heads: languageModel,
      match: null,
      teacher,
      target,
      history: Int32Array.of(),
      length: 2 + (user % 9),
    });
  });
}

describe("fitFusion()", () => {
  test.each([
    [2, 0.5],
    [0.5, 2],
    [1, 1],
  ])("finds which of the two to trust, and how much: %p to %p", (a, c) => {
    const { fusion } = fitFusion(cases(a, c, 0), popularity);
    const ratio = fusion.teacher[0] / fusion.languageModel[0];
    expect(ratio).toBeGreaterThan((c / a) * 0.5);
    expect(ratio).toBeLessThan((c / a) * 2);
    expect(Math.abs(fusion.popularity)).toBeLessThanOrEqual(0.2);
  });

  test("leaves out a teacher that knows nothing, and finds that popular items come more often", () => {
    const { fusion } = fitFusion(cases(1.5, 0, 1.2), popularity);
    expect(Math.abs(fusion.teacher[0])).toBeLessThan(0.35 * fusion.languageModel[0]);
    expect(fusion.popularity).toBeGreaterThan(0);
  });

  test("leaves the teacher alone for nothing that chance may have made, and is a plain sum where nobody can be asked", () => {
    const useless = fitFusion(cases(0, 2, 0).slice(0, 150), popularity);
    expect(useless.fusion).toMatchObject({ languageModel: [0, 0, 0], teacher: [1, 0, 0], popularity: 0 });
    expect(fitFusion([], popularity).fusion).toMatchObject({ languageModel: [1, 0, 0], teacher: [1, 0, 0] });
  });

  test("looks at the two models alone where users are few", () => {
    const { fusion } = fitFusion(cases(1.5, 0, 1.2).slice(0, 100), popularity);
    const { popularity: weight, languageModel, teacher } = fusion;
    expect([weight, ...languageModel.slice(1), ...teacher.slice(1)]).toEqual([0, 0, 0, 0, 0]);
  });
});

test("finds how much titles are to weigh, which heads could not tell", () => {
  const users = Array.from({ length: USERS }, (): FusionCase => {
    const [heads, match, teacher] = [normal(), normal(), normal()];
    const wanted = heads.map((score, row) => (row === 0 ? -Infinity : score + 4 * match[row]! + 4 * teacher[row]!));
    const target = wanted.indexOf(Math.max(...wanted));
    return fusionCase({ heads, match, teacher, target, history: Int32Array.of(), length: 5 });
  });
  const { matchWeight, fusion } = fitFusion(users, popularity);
  expect([2, 4, 8]).toContain(matchWeight);
  expect(fusion.teacher[0] / fusion.languageModel[0]).toBeGreaterThan(0.5);
});

describe("fusionCase()", () => {
  test("has the language model's scores standardised, whatever the match weighs", () => {
    const [heads, match, teacher] = [normal(), normal(), normal()];
    const user = fusionCase({ heads, match, teacher, target: 3, history: Int32Array.of(), length: 5 });
    for (const weight of [0, 1, 7]) {
      const whole = heads.map((score, row) => score + weight * match[row]!);
      const mean = whole.subarray(1).reduce((sum, score) => sum + score, 0) / ITEMS;
      const variance = whole.subarray(1).reduce((sum, score) => sum + (score - mean) ** 2, 0) / ITEMS;
      const scores = languageModelScores(user, weight);
      for (const [at, row] of user.rows.entries()) expect(scores[at]).toBeCloseTo((whole[row]! - mean) / Math.sqrt(variance), 4); // prettier-ignore
    }
  });

  test("keeps the target first, and the best of either model, but nothing of the history", () => {
    const rows = 2_000;
    const scores = (best: number) => Float32Array.from({ length: rows + 1 }, (_, row) => -Math.abs(row - best));
    const [heads, teacher] = [scores(300), scores(1_500)];
    const { rows: kept } = fusionCase({
      ...{ heads, match: null, teacher },
      history: Int32Array.of(300, 1_501),
      target: 7,
      length: 2,
    });
    expect(kept[0]).toBe(7);
    const others = [...kept.subarray(1)];
    expect(others.filter((row) => row < 1_000)).toHaveLength(256);
    expect(others).toEqual(expect.arrayContaining([299, 301, 1_499, 1_500]));
    expect(others).not.toContain(300);
    expect(others).not.toContain(1_501);
    expect(others).not.toContain(900);
  });

  test("orders users as the whole catalogue does", () => {
    const users = cases(1, 1, 0).slice(0, 50);
    for (const { rows, heads, teacher } of users) {
      expect(rows).toHaveLength(ITEMS);
      expect(new Set(rows).size).toBe(ITEMS);
      expect(Math.abs(heads.reduce((sum, score) => sum + score, 0))).toBeLessThan(1e-3);
      expect(Math.abs(teacher.reduce((sum, score) => sum + score, 0))).toBeLessThan(1e-3);
    }
  });
});
