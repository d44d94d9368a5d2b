import { describe, expect, test } from "@jest/globals";

import { DomainError } from "../../../src/domain/domainError.js";
import { logStatistics } from "../../../src/ml/train/logStatistics.js";
import { recipeOptions } from "../../../src/ml/train/recipeOptions.js";
import { refitSasrec } from "../../../src/ml/train/refitSasrec.js";
import { SasrecSteps } from "../../../src/ml/train/sasrecSteps.js";
import type { TrainingOptions } from "../../../src/ml/train/trainingOptions.js";
import { trainSasrec, type SasrecTraining } from "../../../src/ml/train/trainSasrec.js";
import { wholeSequences } from "../../../src/ml/train/wholeSequences.js";
import { markovSplit } from "./markovSplit.js";

const split = markovSplit({ users: 60, items: 30, shortest: 5, longest: 12, order: 0.9 });
const SMALL = { width: 16, blocks: 1, maxLength: 8, batchSize: 20, learningRate: 5e-3, loss: "softmax" } as const;

/** Six epochs of three steps, validated every second one. */
function training(overrides: Partial<TrainingOptions> = {}, more: Partial<SasrecTraining> = {}): SasrecTraining {
  let now = 0;
  const options = {
    ...recipeOptions("default", "sasrec", logStatistics(split.train, split.itemIds.length)),
    ...SMALL,
    epochs: 6,
    epochsPerValidation: 2,
    patienceSteps: 1_000,
    minimumSteps: 0,
    ...overrides,
  };
  return { kind: "sasrec", split, options, seed: 1, backend: "onnx", threads: 1, clock: () => (now += 5), ...more };
}

/** What a promise fails with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("SasrecSteps", () => {
  test.each([
    ["sasrec", "binary", "all rows"],
    ["sasrec", "softmax", "all rows"],
    ["sasrec", "sampled-softmax", "all rows"],
    ["sasrec", "sampled-softmax", "its rows"],
    ["esasrec", "sampled-softmax", "all rows"],
  ] as const)("overfits 8 sequences: %s, %s, a step updates %s", async (kind, loss, updated) => {
    const untrained = { binary: 2 * Math.log(2), softmax: Math.log(30), "sampled-softmax": Math.log(11) }[loss];
    const request = training(
      { loss, rowUpdates: updated === "its rows", negatives: 10, dropoutRate: 0, width: 32, blocks: 2 },
      { kind },
    );
    const steps = await SasrecSteps.open({ ...request, sequences: split.train.slice(0, 8), itemCount: 30 });
    const losses: number[] = [];
    for await (const step of steps.run()) if (losses.push(step.loss) === 150) break;
    await steps.close();
    expect(losses[0]).toBeGreaterThan(0.7 * untrained);
    expect(losses.at(-1)).toBeLessThan(0.1 * untrained);
  });
});

describe("trainSasrec()", () => {
  test("gives the same bytes for the same seed, and others for another", async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => trainSasrec(training({ dropoutRate: 0.2 }, { seed }))));
    expect(a!.parameters).toEqual(b!.parameters);
    expect(a!.validations).toEqual(b!.validations);
    expect(a!.parameters["itemEmbeddings"]).not.toEqual(c!.parameters["itemEmbeddings"]);
  });

  test("computes the same eagerly as traced", async () => {
    const options = { epochs: 1, epochsPerValidation: 1, batchSize: 30, dropoutRate: 0.2 };
    const [traced, eager] = await Promise.all([
      trainSasrec(training(options)),
      trainSasrec(training(options, { backend: "cpu" })),
    ]);
    expect(eager.validations[0]!.loss).toBeCloseTo(traced.validations[0]!.loss, 5);
    for (const [name, { data }] of Object.entries(traced.parameters)) {
      // Two Adam steps of 5e-3 each; a step is a quotient of moments, so rounding shows most where gradients are near 0
      data.forEach((value, i) => expect(Math.abs(eager.parameters[name]!.data[i]! - value)).toBeLessThan(1e-3));
    }
  });

  test("keeps the parameters of the epoch that was best on the validation items", async () => {
    const { validations, bestEpoch, bestStep, valid } = await trainSasrec(training());
    expect(validations.map(({ epoch, step }) => [epoch, step])).toEqual([
      [2, 6],
      [4, 12],
      [6, 18],
    ]);
    const metric = (index: number) => validations[index]!.valid.full["NDCG@10"];
    const best = [0, 1, 2].reduce((kept, index) => (metric(index) > metric(kept) ? index : kept), 0);
    expect([bestEpoch, bestStep]).toEqual([validations[best]!.epoch, validations[best]!.step]);
    expect(valid).toEqual(validations[best]!.valid);
  });

  test("stops when the patience has run out, counted in steps, but not before the minimum", async () => {
    // A learning rate of 0 never improves
    const still = { learningRate: 0, epochs: 100, epochsPerValidation: 1, patienceSteps: 7 };
    const steps = async (minimumSteps: number) =>
      (await trainSasrec(training({ ...still, minimumSteps }))).validations.at(-1)!.step;
    expect(await steps(0)).toBe(12); // best at step 3, then 9 steps, the first multiple of 3 that is 7 or more
    expect(await steps(20)).toBe(21);
  });

  test("ends when the budget is spent, within an epoch if need be, and still validates", async () => {
    const { validations } = await trainSasrec(training({ epochs: 1_000 }, { budgetSeconds: 0.05 }));
    expect(validations).toHaveLength(1);
    expect(validations[0]!.step).toBeLessThan(6);
  });

  test("tells of every step how far it is", async () => {
    const fractions: number[] = [];
    const epochs = new Set<unknown>();
    await trainSasrec(
      training(
        {},
        {
          onProgress: ({ fraction, epoch }) => {
            fractions.push(fraction);
            epochs.add(epoch);
          },
        },
      ),
    );
    expect([...epochs]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(fractions.at(-1)).toBe(1);
    expect(Math.min(...fractions)).toBeGreaterThan(0);
  });

  test("is cancelled before the next step", async () => {
    const controller = new AbortController();
    let reports = 0;
    const error = await failure(
      trainSasrec(
        training(
          {},
          {
            signal: controller.signal,
            onProgress: () => {
              reports++;
              controller.abort();
            },
          },
        ),
      ),
    );
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: "CANCELLED", message: "Cannot finish the training: it was cancelled" });
    expect(reports).toBe(1);
  });

  test("fails with epoch and step when the loss is no longer finite", async () => {
    const error = await failure(trainSasrec(training({ learningRate: 1e30 })));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: "TRAINING_FAILED" });
    expect((error as DomainError).message).toMatch(
      /^Cannot go on training: the loss is (NaN|-?Infinity) in epoch 1, step \d; a finite number is wanted$/,
    );
  });

  test("refuses a log in which no user has two items", async () => {
    const lonely = { ...split, train: split.train.map((rows) => rows.subarray(0, 1)) };
    const error = await failure(trainSasrec(training({}, { split: lonely })));
    expect(error).toMatchObject({
      code: "NOTHING_TO_TRAIN",
      message: "Cannot train: no user has two items in order to learn from",
    });
  });
});

describe("refitSasrec()", () => {
  test("takes as many steps as asked for, on sequences with their last items", async () => {
    const losses: number[] = [];
    const request = training({}, { onProgress: ({ loss }) => losses.push(loss!) });
    const refitted = await refitSasrec(request, 7);
    expect(losses).toHaveLength(7);

    const steps = await SasrecSteps.open({ ...request, sequences: wholeSequences(split), itemCount: 30 });
    const expected: number[] = [];
    for await (const { step, loss } of steps.run()) {
      expected.push(loss);
      if (step === 7) break;
    }
    expect(losses).toEqual(expected);
    expect(refitted).toEqual(steps.parameters());
    await steps.close();
  });
});

describe("wholeSequences()", () => {
  test("puts training, validation and test items together, and leaves out what is missing", () => {
    const parts = {
      train: [Int32Array.of(1, 2), Int32Array.of(3)],
      valid: Int32Array.of(4, 0),
      test: Int32Array.of(0, 5),
    };
    expect(wholeSequences({ ...split, ...parts })).toEqual([Int32Array.of(1, 2, 4), Int32Array.of(3, 5)]);
  });
});
