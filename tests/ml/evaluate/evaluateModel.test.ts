import { describe, expect, test } from "@jest/globals";

import { InteractionLogBuilder } from "../../../src/ml/data/interactionLogBuilder.js";
import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { type Split, splitLeaveLastOut } from "../../../src/ml/data/splitLeaveLastOut.js";
import { evaluateModel } from "../../../src/ml/evaluate/evaluateModel.js";
import { sequenceAudit } from "../../../src/ml/evaluate/sequenceAudit.js";
import { fitMarkov } from "../../../src/ml/models/fitMarkov.js";
import { fitPopular } from "../../../src/ml/models/fitPopular.js";
import type { ScoringModel } from "../../../src/ml/models/scoringModel.js";

const ITEMS = 150;

/** Users who walk through the catalogue item by item, so that the next item follows from the last one. */
function walks(users: number): Split {
  const random = seededRandom("walks");
  const builder = new InteractionLogBuilder();
  for (let user = 0; user < users; user++) {
    const [begin, length] = [random.int(ITEMS), 4 + random.int(8)];
    for (let step = 0; step < length; step++) builder.add(`u${user}`, `i${(begin + step) % ITEMS}`, step);
  }
  return splitLeaveLastOut(builder.build(), { filter: "none" });
}

/** A model that writes down what it was shown, and scores by the function given. */
function spy(itemCount: number, score: (history: Int32Array, row: number) => number) {
  const shown: number[][] = [];
  const model: ScoringModel = {
    kind: "popular",
    itemCount,
    scoreAll: (histories) => {
      shown.push(...histories.map((history) => [...history]));
      return Promise.resolve(
        Float32Array.from(
          histories.flatMap((history) => Array.from({ length: itemCount + 1 }, (_, row) => score(history, row))),
        ),
      );
    },
    close: () => Promise.resolve(),
  };
  return { model, shown };
}

describe("evaluateModel()", () => {
  const split = walks(60);
  const itemCount = split.itemIds.length;

  test("shows the training items for the validation target, and the validation item too for the test target", async () => {
    const { model, shown } = spy(itemCount, () => 0);
    await evaluateModel(model, split, "valid");
    expect(shown).toEqual(split.train.map((rows) => [...rows]));
    shown.length = 0;
    await evaluateModel(model, split, "test");
    expect(shown).toEqual(split.train.map((rows, user) => [...rows, split.valid[user]]));
  });

  test("leaves out users without a target", async () => {
    const without = { ...split, test: split.test.map((row, user) => (user < 10 ? 0 : row)) };
    const { model } = spy(itemCount, () => 0);
    expect((await evaluateModel(model, without, "test")).users).toBe(50);
    const noValid = { ...split, valid: new Int32Array(split.valid.length) };
    expect((await evaluateModel(model, noValid, "test")).users).toBe(60);
  });

  test("gives a perfect model 1 and a constant one 0", async () => {
    const perfect = spy(itemCount, () => 0);
    let user = -1;
    perfect.model.scoreAll = (histories) => {
      const scores = new Float32Array(histories.length * (itemCount + 1));
      histories.forEach((_, i) => (scores[i * (itemCount + 1) + split.test[++user]!] = 1));
      return Promise.resolve(scores);
    };
    const best = await evaluateModel(perfect.model, split, "test");
    expect([...Object.values({ ...best.full }), ...Object.values({ ...best.sampled99 })]).toEqual(
      new Array<number>(8).fill(1),
    );
    const worst = await evaluateModel(spy(itemCount, () => 7).model, split, "test");
    expect([...Object.values({ ...worst.full }), ...Object.values({ ...worst.sampled99 })]).toEqual(
      new Array<number>(8).fill(0),
    );
    const broken = await evaluateModel(spy(itemCount, () => Number.NaN).model, split, "test");
    expect(Object.values(broken.full)).toEqual([0, 0, 0, 0]);
  });

  test("gives the same numbers whatever the size of the batches", async () => {
    const model = fitMarkov(split.train, itemCount);
    const whole = await evaluateModel(model, split, "test", { batchSize: 1000 });
    expect(await evaluateModel(model, split, "test", { batchSize: 7 })).toEqual(whole);
  });

  test("draws negatives and shuffles by seed and user alone", async () => {
    // The score of a row is a fixed random number, so that the sampled rank tells which negatives were drawn.
    const fixed = seededRandom("scores");
    const values = Float32Array.from({ length: itemCount + 1 }, () => fixed.next());
    const { model, shown } = spy(itemCount, (_, row) => values[row]!);
    const ordered = await evaluateModel(model, split, "test", { seed: 3 });
    const historiesInOrder = shown.splice(0);
    const shuffled = await evaluateModel(model, split, "test", { seed: 3, shuffle: true });
    const shuffledHistories = shown.splice(0);
    expect(shuffled).toEqual(ordered); // This model does not look at the order, so all else must be the same
    expect(shuffledHistories.map((rows) => rows.toSorted())).toEqual(historiesInOrder.map((rows) => rows.toSorted()));
    expect(shuffledHistories).not.toEqual(historiesInOrder);
    expect((await evaluateModel(model, split, "test", { seed: 4 })).sampled99).not.toEqual(ordered.sampled99);

    // The same users in another order and without some of them
    const half = [...split.userIds.keys()].filter((user) => user % 2 === 1).reverse();
    const part: Split = {
      userIds: half.map((user) => split.userIds[user]!),
      itemIds: split.itemIds,
      train: half.map((user) => split.train[user]!),
      valid: Int32Array.from(half, (user) => split.valid[user]!),
      test: Int32Array.from(half, (user) => split.test[user]!),
    };
    shown.length = 0;
    await evaluateModel(model, part, "test", { seed: 3, shuffle: true });
    expect(shown).toEqual(half.map((user) => shuffledHistories[user]));
  });

  test("refuses a model of another catalogue", async () => {
    await expect(evaluateModel(fitPopular([], 3), split, "test")).rejects.toThrow(RangeError);
  });
});

describe("sequenceAudit()", () => {
  const split = walks(200);
  const itemCount = split.itemIds.length;

  test("shows that a Markov chain lives by order, and popularity does not", async () => {
    const markov = await sequenceAudit(fitMarkov(split.train, itemCount), split);
    expect(markov.ordered.full["NDCG@10"]).toBeGreaterThan(0.9);
    expect(markov.shuffled.full["NDCG@10"]).toBeLessThan(0.5);
    const popular = await sequenceAudit(fitPopular(split.train, itemCount), split);
    expect(popular.shuffled).toEqual(popular.ordered);
    expect([markov.cosine, popular.cosine]).toEqual([null, null]);
  });

  test("compares the vectors of ordered and shuffled histories", async () => {
    const { model } = spy(itemCount, () => 0);
    const oneHot = (index: number): number[] =>
      Array.from({ length: itemCount + 1 }, (_, row) => (row === index ? 2 : 0));
    const byFirst: ScoringModel = {
      ...model,
      userVectors: (histories) => Promise.resolve(Float32Array.from(histories.flatMap((rows) => oneHot(rows[0]!)))),
    };
    const { cosine } = await sequenceAudit(byFirst, split, { batchSize: 16 });
    // Vectors are equal where the shuffle left the first item in its place: in one of 4 to 11 cases
    expect(cosine).toBeGreaterThan(0.05);
    expect(cosine).toBeLessThan(0.3);
    const same: ScoringModel = {
      ...byFirst,
      userVectors: (h) => Promise.resolve(new Float32Array(2 * h.length).fill(3)),
    };
    expect((await sequenceAudit(same, split)).cosine).toBeCloseTo(1, 12);
  });
});
