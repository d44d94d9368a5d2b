/** @file Steps whose users and items both go through the language model: their graphs, and what counts as a wrong answer. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { seededRandom } from "../../../../src/ml/data/seededRandom.js";
import { candidateItems } from "../../../../src/ml/llm-srec/candidateItems.js";
import { drawCandidates } from "../../../../src/ml/llm-srec/drawCandidates.js";
import { PAPER_PROMPT } from "../../../../src/ml/llm-srec/promptOptions.js";
import { type FreshBatch, FreshSteps } from "../../../../src/ml/train/llm-srec/freshSteps.js";
import { openLanguageModel } from "../../../../src/ml/train/llm-srec/languageModel.js";
import type { LlmSrecOptions } from "../../../../src/ml/train/llm-srec/llmSrecOptions.js";
import type { LlmSrecTraining } from "../../../../src/ml/train/llm-srec/llmSrecTraining.js";
import { recipeOptions } from "../../../../src/ml/train/llm-srec/recipeOptions.js";
import { openTeacher } from "../../../../src/ml/train/llm-srec/teacher.js";
import { openTrainingParts, type TrainingParts } from "../../../../src/ml/train/llm-srec/trainingParts.js";
import { temporaryFolder } from "../../artifact/temporaryFolder.js";
import { type TinyWorld, tinyWorld } from "./harness/tinyTraining.js";

const DEADLINE_MS = 120_000;
const STEPS = 24;
const NEGATIVES = 3;

let world: TinyWorld;
let training: LlmSrecTraining;
let parts: TrainingParts;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const folder = await temporaryFolder();
  closing.push(folder.remove);
  world = await tinyWorld(folder.path);
  training = await trainingWith({ batchSize: 8, negatives: "random" });
  parts = await partsOf(training);
}, DEADLINE_MS);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function trainingWith(overrides: Partial<LlmSrecOptions>): Promise<LlmSrecTraining> {
  const { split } = world;
  const options = { ...recipeOptions("paper"), window: 4, hiddenWidth: 16, vectorWidth: 8, ...overrides };
  const folder = join(world.folder, "weights");
  await mkdir(folder, { recursive: true });
  const limits = { titleTokens: null, maxTokens: PAPER_PROMPT.maxTokens };
  const languageModel = await openLanguageModel(world.languageModel, { folder, layers: null, takesFewer: true, limits, randomWeights: null }); // prettier-ignore
  const teacher = await openTeacher(world.teacher, split.itemIds, 1);
  closing.push(() => teacher.model.close());
  // Titles of very different lengths.
  const titles = split.itemIds.map((id, at) => `Title ${id}${" of a thing".repeat((at * 7) % 10)}`);
  return { split, options, languageModel, teacher, titles, seed: 1, threads: 1, workFolder: world.folder, clock: () => 0 }; // prettier-ignore
}

async function partsOf(of: LlmSrecTraining): Promise<TrainingParts> {
  const opened = await openTrainingParts({ ...of, onBatch: () => undefined });
  closing.push(() => opened.close());
  return opened;
}

function batchOf(
  rows: readonly { readonly target: number; readonly history: Int32Array }[],
  candidates: Int32Array,
): FreshBatch {
  // prettier-ignore
  const { width } = training.teacher.items;
  return {
    histories: rows.map(({ history }) => ({ rows: history, times: new Float64Array(history.length) })),
    candidates: candidateItems(candidates, candidates.length),
    teachers: { width, values: new Float32Array(rows.length * width).fill(0.5) },
  };
}

describe("FreshSteps", () => {
  test(
    "opens a handful of graphs, however much batches differ",
    async () => {
      const steps = new FreshSteps(training, parts);
      const random = seededRandom("batches");
      const shapes = new Set<string>();
      for (let step = 0; step < STEPS; step++) {
        const users = Array.from({ length: 8 }, () => {
          const sequence = world.split.train[random.int(world.split.train.length)]!;
          return { target: sequence.at(-1)!, history: sequence.slice(0, -1) };
        });
        const batch = batchOf(users, drawCandidates(users, NEGATIVES, world.split.itemIds.length, random));
        const tight = parts.corpus.packed(batch.histories.map((history) => parts.corpus.userPrompt(history)));
        shapes.add(JSON.stringify(tight.parts.map(({ prompts: { tokens, positions } }) => [tokens.length, positions])));
        await steps.of(parts.initial, batch);
      }
      expect(shapes.size).toBeGreaterThan(STEPS / 2);
      expect(steps.openGraphs).toBeLessThanOrEqual(6);
      await steps.close();
    },
    DEADLINE_MS,
  );

  test("takes nothing that a user has already for a wrong answer, where a batch's own targets are compared", async () => {
    const own = await trainingWith({ batchSize: 2, negatives: "inBatch", distillationWeight: 0, uniformityWeight: 0 });
    const steps = new FreshSteps(own, parts);
    const lossOf = async (others: readonly [number, number]) => {
      const users = [
        { target: 1, history: Int32Array.of(3, others[0]) },
        { target: 2, history: Int32Array.of(4, others[1]) },
      ];
      return (await steps.of(parts.initial, batchOf(users, Int32Array.of(1, 2, 2, 1)))).loss;
    };
    expect(await lossOf([5, 6])).toBeGreaterThan(0.01);
    expect(await lossOf([2, 1])).toBeCloseTo(0, 5); // each has the other's target: nothing is left to compare with
    await steps.close();
  });

  test("refuses, before the first step, users for whom no item is a wrong answer", () => {
    const everything = Int32Array.from(world.split.itemIds, (_, index) => index + 1);
    const [, ...others] = world.split.train;
    const split = { ...world.split, train: [everything, ...others] };
    const { teacher } = training;
    const known = { ...teacher, data: { ...teacher.data, interactions: 0 } };
    expect(() => new FreshSteps({ ...training, split, teacher: known }, parts)).toThrow(
      `Cannot draw negatives: 1 users have all ${everything.length} items in training`,
    );
  });
});
