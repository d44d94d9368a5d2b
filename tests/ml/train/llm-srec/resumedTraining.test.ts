/** @file Trainings of LLM-SRec that are cut off and gone on with. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { LlmSrecOptions } from "../../../../src/ml/train/llm-srec/llmSrecOptions.js";
import type { LlmSrecRequest } from "../../../../src/ml/train/llmSrecRequest.js";
import { trainModel } from "../../../../src/ml/train/trainModel.js";
import type { TrainingProgress } from "../../../../src/ml/train/trainingProgress.js";
import type { TrainingRequest } from "../../../../src/ml/train/trainingRequest.js";
import type { TrainingResult } from "../../../../src/ml/train/trainingResult.js";
import { temporaryFolder } from "../../artifact/temporaryFolder.js";
import { otherLanguageModel, tinyRequest, type TinyWorld, tinyWorld } from "./harness/tinyTraining.js";

const DEADLINE_MS = 120_000;
const TICK_MS = 300; // longer than the least time between two reports, so that each is told
const PAPER = { negatives: "random", positions: "last", readOut: {}, batchSize: 8, epochs: 2, validationsPerEpoch: 1 } as const; // prettier-ignore
const SHORT = { firstPasses: 3, stretches: 0 } as const;

jest.setTimeout(DEADLINE_MS);

let world: TinyWorld;
let remove: () => Promise<void>;

beforeAll(async () => {
  const folder = await temporaryFolder();
  remove = folder.remove;
  world = await tinyWorld(folder.path);
});
afterAll(() => remove());

type More = Partial<TrainingRequest<"llm-srec">>;
type Result = TrainingResult<"llm-srec">;

function request(
  name: string,
  options: Partial<LlmSrecOptions>,
  more: More = {},
): Promise<TrainingRequest<"llm-srec">> {
  let now = 0;
  return tinyRequest(world, name, options, { clock: () => (now += TICK_MS), ...more });
}

/** Trains until a report is as it says. */
async function cutOff(name: string, options: Partial<LlmSrecOptions>, isTime: (told: TrainingProgress) => boolean) {
  const abort = new AbortController();
  const onProgress = (told: TrainingProgress) => {
    if (isTime(told)) abort.abort();
  };
  const cut = await request(name, options, { onProgress, signal: abort.signal });
  await expect(trainModel(cut)).rejects.toMatchObject({ code: "CANCELLED" });
}

interface Saved {
  readonly round: number;
  readonly spentMs: number;
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** What the checkpoint of a training says, but for its numbers. */
async function savedBy(name: string): Promise<Saved> {
  const text = await readFile(join(world.folder, name, "training.checkpoint"), "latin1");
  return JSON.parse(text.split("\n", 2)[1]!) as Saved;
}

/** The parameters that a training goes on with, and the best that it had, as bytes. */
async function parametersOf(name: string): Promise<Record<"now" | "best", Buffer>> {
  const bytes = await readFile(join(world.folder, name, "training.checkpoint"));
  const start = bytes.indexOf("\n", bytes.indexOf("\n") + 1) + 1;
  const { arrays } = await savedBy(name);
  const lengthOf = (prefix: string) =>
    4 *
    arrays
      .filter((array) => array.name.startsWith(prefix))
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const middle = start + lengthOf("now/");
  return { now: bytes.subarray(start, middle), best: bytes.subarray(middle, middle + lengthOf("best/")) };
}

/** All that was seen on the way, but for when. */
const validationsOf = ({ artifact }: Result) =>
  (artifact.manifest.card!["validations"] as { seconds: number }[]).map((each) => ({ ...each, seconds: 0 }));

function expectSame(one: Result, other: Result): void {
  expect(validationsOf(one)).toEqual(validationsOf(other));
  expect(one.report.rows).toEqual(other.report.rows);
  expect(one.artifact.files["llmItemVectors.f32"]).toEqual(other.artifact.files["llmItemVectors.f32"]);
}

describe("a training by cached states and stretches", () => {
  test("goes on between two stretches to the same model, by the same steps", async () => {
    const whole = await trainModel(await request("whole", {}));
    await cutOff("resumed", {}, ({ epoch }) => epoch === 2);
    expect(await savedBy("resumed")).toMatchObject({ round: 1 });
    expectSame(await trainModel(await request("resumed", {})), whole);
  });

  test("begins no round for which its budget has no time left after a break", async () => {
    await cutOff("budget", {}, ({ epoch }) => epoch === 2);
    const { spentMs } = await savedBy("budget");
    const resumed = await trainModel(await request("budget", {}, { budgetSeconds: spentMs / 1_000 + 2 }));
    expect(new Set(validationsOf(resumed).map((each) => (each as { round?: number }).round))).toEqual(new Set([0, 1]));
  });

  test("goes on with the last heads where nobody has a validation item to compare them by, and keeps these", async () => {
    const { train, valid, times } = world.split;
    const learned = {
      ...world.split,
      train: train.map((rows, user) => Int32Array.of(...rows, valid[user]!)),
      valid: valid.map(() => 0),
      times: { ...times!, train: times!.train.map((each, user) => Float64Array.of(...each, times!.valid[user]!)) },
    };
    const { artifact } = await trainModel(
      await request("nobody", { laterPasses: 6, stretches: 1 }, { split: learned }),
    );
    expect(artifact.manifest.bestEpoch).toBe(1);
    const { now, best } = await parametersOf("nobody");
    expect(now).toEqual(best);
  });

  test("leaves the checkpoint to whoever stores the model", async () => {
    await trainModel(await request("kept", SHORT));
    expect(await savedBy("kept")).toMatchObject({ round: 0 });
  });
});

describe("a training as the paper has it", () => {
  test("goes on in the middle to the same model, by the same steps", async () => {
    const whole = await trainModel(await request("paper whole", PAPER));
    await cutOff("paper resumed", PAPER, ({ epoch }) => epoch === 2);
    expect(await savedBy("paper resumed")).toMatchObject({ round: 7 }); // of 14 steps
    expectSame(await trainModel(await request("paper resumed", PAPER)), whole);
  });

  test("that had ended is not trained further after a break", async () => {
    const options = { ...PAPER, softRate: 0, headRate: 0, patience: 1, epochs: 4 };
    await cutOff("patient", options, ({ phase }) => phase === "EVALUATING");
    const resumed = await trainModel(await request("patient", options));
    expect(validationsOf(resumed)).toHaveLength(2); // the second was no better
  });
});

test("a training of other days or other weights begins anew, and says so", async () => {
  const notices: string[] = [];
  const again = async (change: More, llmSrec: Partial<LlmSrecRequest> = {}) => {
    const changed = await request("changed", SHORT, change);
    const onNotice = (line: string) => void notices.push(line);
    await trainModel({ ...changed, llmSrec: { ...changed.llmSrec!, onNotice, ...llmSrec } });
    return notices.splice(0);
  };
  expect(await again({})).toEqual([]);
  expect(await again({})).toEqual([]);
  const { times } = world.split;
  const later = { ...times!, train: times!.train.map((each) => each.map((time) => time + 1)) };
  const isOther = [expect.stringContaining("is of another training: this one begins anew")];
  expect(await again({ split: { ...world.split, times: later } })).toEqual(isOther);
  expect(await again({})).toEqual(isOther);
  expect(await again({}, { languageModel: await otherLanguageModel(world) })).toEqual(isOther);
});

test("a training with a language model of the catalogue's own goes on with it, however much time there is", async () => {
  const epochs: (number | null)[] = [];
  const abort = new AbortController();
  const train = async (budgetSeconds: number, stopsAt: number) => {
    const onProgress = ({ epoch }: TrainingProgress) => {
      epochs.push(epoch);
      if (epoch === stopsAt) abort.abort();
    };
    const signal = stopsAt > 2 ? undefined : abort.signal;
    const own = await request("own", {}, { budgetSeconds, onProgress, signal });
    return trainModel({ ...own, llmSrec: { ...own.llmSrec!, languageModel: null } });
  };
  await expect(train(200, 2)).rejects.toMatchObject({ code: "CANCELLED" });
  expect(epochs).toContain(0);
  epochs.splice(0);
  await train(2_000, 3);
  expect(epochs).toContain(2);
  expect(epochs).not.toContain(0);
});
