import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import {
  type CatalogueLm,
  type CatalogueLmRequest,
  makeCatalogueLm,
} from "../../../../src/ml/llm/catalogue/makeCatalogueLm.js";
import { openCheckpoint } from "../../../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../../../src/ml/llm/writeFrozenWeights.js";
import { tracedRuns } from "../harness/decoderRuns.js";
import { madeUpTitles } from "./madeUpTitles.js";

const FILES = ["config.json", "model.safetensors", "tokenizer.json"];
const TITLES = madeUpTitles(216);
const PROMPTS = [0, 40, 80, 120].map((from) => `A user bought: ${TITLES.slice(from, from + 3).join("; ")}. And then:`);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sequitur-catalogue-"));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

/** Makes one in a folder of its own, in as many steps as are asked for: time stands still. */
async function make(name: string, changes: Partial<CatalogueLmRequest> = {}) {
  const folder = join(root, name);
  await mkdir(folder);
  const request = { texts: TITLES, prompts: PROMPTS, folder, seed: 7, threads: 2, backend: "onnx", clock: () => 0 } as const; // prettier-ignore
  return { folder, made: makeCatalogueLm({ ...request, ...changes }) };
}

const bytesOf = (folder: string) => Promise.all(FILES.map((file) => readFile(join(folder, file))));

describe("makeCatalogueLm()", () => {
  let folder: string;
  let lm: CatalogueLm;
  beforeAll(async () => {
    const making = await make("titles", { mostSteps: 150 });
    folder = making.folder;
    lm = await making.made;
  });

  test("learns titles that it was not trained on better than their words' frequencies tell", () => {
    expect(lm.heldOutTexts).toBe(7);
    expect(lm.heldOutLoss).toBeLessThan(0.6 * lm.unigramLoss);
    expect(lm.heldOutLoss).toBeLessThan(0.5 * lm.heldOutLossAtStart);
    // Before training, all tokens are about as likely.
    expect(Math.abs(lm.heldOutLossAtStart - Math.log(lm.vocabulary))).toBeLessThan(0.3);
  });

  test("writes a folder that opens as any checkpoint does", async () => {
    expect((await readdir(folder)).toSorted()).toEqual(FILES);
    const checkpoint = await openCheckpoint(folder);
    const { config } = checkpoint;
    expect(config).toMatchObject({ architecture: "llama", vocabulary: lm.vocabulary, isTied: true });
    const tokenizer = await checkpoint.tokenizer();
    const ids = tokenizer.encode(TITLES[5]!);
    expect(ids[0]).toBe(0);
    for (const form of ["fp32", "both"] as const) {
      const frozen = await writeFrozenWeights(checkpoint, folder, { form });
      const states = await tracedRuns(frozen).states({ ids: [ids] });
      expect(states).toHaveLength(ids.length * config.width);
      expect(states.every(Number.isFinite)).toBe(true);
    }
    await checkpoint.close();
  });

  test("gives the same bytes again of the same seed, and others of another", async () => {
    const runs = [7, 7, 8].map(async (seed, at) => {
      const { folder: own, made } = await make(`seed${at}`, { seed, mostSteps: 12 });
      await made;
      return bytesOf(own);
    });
    const [first, again, other] = (await Promise.all(runs)) as [Buffer[], Buffer[], Buffer[]];
    FILES.forEach((_, at) => { expect(again[at]!.equals(first[at]!)).toBe(true); }); // prettier-ignore
    expect(other[1]!.equals(first[1]!)).toBe(false);
  });

  test("ends when its time is used up", async () => {
    let seconds = 0;
    const clock = () => 1_000 * seconds++;
    const progress: number[] = [];
    const { folder: own, made } = await make("budget", {
      ...{ clock, budgetSeconds: 40, onProgress: ({ fraction }) => progress.push(fraction) },
    });
    const { steps, seconds: taken } = await made;
    expect(steps).toBeGreaterThan(10);
    expect(taken).toBeLessThanOrEqual(40);
    expect(progress).toHaveLength(steps);
    expect((await readdir(own)).toSorted()).toEqual(FILES);
  });

  test("makes a model of three items", async () => {
    const { folder: own, made } = await make("three", { texts: ["Heat", "Alien", "Alien", "", "Ran"], prompts: [] });
    const three = await made;
    expect(three).toMatchObject({ heldOutTexts: 0, steps: 60 });
    expect(three.heldOutLoss).toBeLessThan(three.unigramLoss);
    await (await openCheckpoint(own)).close();
  });

  test("can be cancelled, and leaves no model behind", async () => {
    const cancelling = new AbortController();
    const onProgress = ({ step }: { step: number }) => {
      if (step === 3) cancelling.abort();
    };
    const { folder: own, made } = await make("cancelled", { signal: cancelling.signal, onProgress });
    await expect(made).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await readdir(own)).toEqual([]);
  });

  test("refuses a catalogue without any text", async () => {
    const { made } = await make("empty", { texts: ["", "  "], prompts: [] });
    await expect(made).rejects.toMatchObject({ code: "NOTHING_TO_TRAIN" });
  });
});
