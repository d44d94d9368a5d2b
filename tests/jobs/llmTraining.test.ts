import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import type { TrainingWorker } from "../../src/jobs/trainingWorker.js";
import type { TrainingOptionsInput } from "../../src/jobs/trainingOptions.js";
import type { TrainingRun } from "../../src/store/trainingRun.js";
import { openTestPlatform, type TestPlatform } from "../recommend/testPlatform.js";
import { dataFolder } from "../formats/dataFolder.js";
import { writeTinyModel } from "../ml/llm/harness/tinyModel.js";
import { logWalks } from "./logWalks.js";
import { poll } from "./poll.js";
import { startTestWorker } from "./testWorker.js";

jest.setTimeout(120_000); // processes and databases take their time to start on a busy machine

let platform: TestPlatform;
let worker: TrainingWorker;

beforeAll(async () => {
  platform = await openTestPlatform();
  await logWalks(platform, platform.space);
  worker = await startTestWorker(platform);
});

afterAll(async () => {
  await worker.close();
  await platform.close();
});

async function ended(input: TrainingOptionsInput): Promise<TrainingRun> {
  const { training, space } = platform;
  const { id } = await training.start(space, input);
  return poll(async () => {
    const run = await training.find(space, id);
    return run?.endedAt == null ? null : run;
  });
}

/** The command lines of the trainings of a run, in order. */
async function commandsOf({ id }: TrainingRun): Promise<readonly string[]> {
  const log = await readFile(join(platform.home, "logs", `${id}.log`), "utf8");
  return [...log.matchAll(/^arguments (.*)$/gm)].map(([, line = ""]) => line);
}

const refusal = (input: TrainingOptionsInput) =>
  platform.training.start(platform.space, input).then(
    () => "not refused",
    (error: unknown) => `${(error as { code: string }).code} ${(error as Error).message}`,
  );

/** Makes a version of the artifact of another, as a run of another kind would have made it. */
async function versionOf(run: TrainingRun, kind: string, refitted: boolean): Promise<string> {
  const { repositories, artifacts, space } = platform;
  const { checksum, card, metrics } = (await repositories.versions.find(space, run.id))!;
  const id = randomUUID();
  await artifacts.publish(space, id, await artifacts.open(space, run.id, checksum));
  await repositories.versions.create(space, { id, runId: null, kind, checksum, card: { ...card, refitted }, metrics });
  return id;
}

describe("a training with a language model", () => {
  test("is refused before it is queued where there is no teacher or no language model", async () => {
    expect(await refusal({ kind: "LLM_SREC" })).toBe(
      `UNKNOWN_MODEL Cannot train with kind LLM_SREC: space "${platform.space}" has no sasrec or esasrec that was trained with refit false; kind FULL trains one, too`,
    );
    for (const teacherModelVersionId of [randomUUID(), "no\0id"])
      expect(await refusal({ kind: "LLM_SREC", llm: { teacherModelVersionId } })).toMatch(
        /^UNKNOWN_MODEL Cannot learn from model ".+": it is unknown$/,
      );
    for (const languageModel of ["nowhere", dataFolder({ "a.txt": "" })])
      expect(await refusal({ kind: "FULL", llm: { languageModel } })).toBe(
        `UNKNOWN_LANGUAGE_MODEL Cannot find language model "${languageModel}": a folder with a model, a .gguf file, "owner/name" of the hub, or "catalogue" is wanted`,
      );
    expect(await platform.training.page(platform.space, { first: 1 })).toMatchObject({ edges: [] });
  });

  test("is refused before it is queued where the language model has too few layers or is damaged", async () => {
    const lm = join(platform.home, "lm");
    await writeTinyModel(lm); // of two layers
    expect(await refusal({ kind: "FULL", llm: { languageModel: lm, layers: 3 } })).toBe(
      'BAD_INPUT Cannot use 3 layers of language model "lm": it has 2',
    );
    await writeFile(join(lm, "model.safetensors"), "short");
    expect(await refusal({ kind: "FULL", llm: { languageModel: lm } })).toMatch(/^LANGUAGE_MODEL_UNUSABLE /);
    expect(await platform.training.page(platform.space, { first: 1 })).toMatchObject({ edges: [] });
  });

  test("trains no teacher where the language model cannot be had, and names no folder of the server", async () => {
    const lm = join(platform.home, "lm-without-tokenizer");
    await writeTinyModel(lm);
    for (const [languageModel, meaning] of [
      ["maker/mistyped", "There is no language model at this place or of this name"],
      [lm, "A language model is incomplete, altered, or of a kind that is not supported"],
    ] as const) {
      const run = await ended({ kind: "FULL", llm: { languageModel } });
      expect(run).toMatchObject({ state: "FAILED", error: `Cannot train: ${meaning}`, attempts: 1 });
      await expect(commandsOf(run)).rejects.toThrow("ENOENT"); // nothing was trained
    }
  });

  test("of kind FULL trains a teacher, then the model that learns from it, as one version", async () => {
    const run = await ended({ kind: "FULL", budgetSeconds: 2, seed: 3, promote: true, llm: { layers: 4 } });
    expect(run).toMatchObject({ kind: "FULL", state: "SUCCEEDED", error: null, modelVersionId: run.id });
    expect(run.options.llm).toMatchObject({ languageModel: "catalogue", layers: 4, teacherModelVersionId: null });
    const [teacher = "", taught = "", floor = "", ...more] = await commandsOf(run);
    expect(teacher).toMatch(/ --model sasrec .* --budget 1 --out \S+\/teacher /);
    expect(taught).toMatch(/ --model llm-srec .* --budget 1 --lm catalogue --teacher (\S+)\/teacher --resume \1\/llm --layers 4 --out \1\/artifact /); // prettier-ignore
    expect(teacher + taught).not.toContain("--refit");
    expect(floor).toContain("--model popular");
    expect(more).toEqual([]);
    const version = (await platform.models.find(platform.space, run.id))!;
    expect(version.card).toMatchObject({ refitted: false, gate: { passed: true } });
    expect(version.card.teacher).toEqual({
      modelVersionId: null,
      kind: "markov", // the test's program makes no other
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      dataHash: (version.card.data as { hash: string }).hash,
    });
    expect(version.card.snapshot).not.toHaveProperty("unknown");
    expect(await readdir(join(platform.home, "work"))).toEqual([]);
    expect((await platform.repositories.spaces.find(platform.space))?.servedModelVersionId).toBe(run.id);
  });

  test("of kind LLM_SREC learns from the newest version that can teach, of the items that it knows", async () => {
    const { catalogue, interactionLogger, space } = platform;
    const plain = await ended({ model: "markov", refit: false });
    await versionOf(plain, "sasrec", false);
    const teacher = await versionOf(plain, "esasrec", false);
    const refitted = await versionOf(plain, "sasrec", true);
    expect(await refusal({ kind: "LLM_SREC", llm: { teacherModelVersionId: refitted } })).toBe(
      `BAD_INPUT Cannot learn from model "${refitted}": it was trained anew on the whole log, so it has seen the items that validate and test; one with refit false is wanted`,
    );
    expect(await refusal({ kind: "LLM_SREC", llm: { teacherModelVersionId: plain.id } })).toBe(
      `BAD_INPUT Cannot learn from model "${plain.id}": it is a model of kind markov, sasrec or esasrec is wanted`,
    );
    await catalogue.upsertItems(space, [{ id: "new", title: "New" }]);
    const event = { userId: "user-1", itemId: "new", type: "view", occurredAt: new Date(2000) };
    await interactionLogger.log(space, [event]);
    const run = await ended({ kind: "LLM_SREC" });
    expect(run).toMatchObject({ kind: "LLM_SREC", state: "SUCCEEDED", error: null });
    expect(run.options.llm).toMatchObject({ teacherModelVersionId: teacher });
    const [taught = ""] = await commandsOf(run);
    expect(taught).toContain(` --teacher ${join(platform.home, "artifacts", space, teacher)} `);
    const version = (await platform.models.find(space, run.id))!;
    expect(version.card).toMatchObject({
      teacher: { modelVersionId: teacher, kind: "markov" },
      snapshot: { items: 20, interactions: 120, unknown: { items: 1, interactions: 1 } },
    });
  });

  test("leaves the served model alone if it fails", async () => {
    const { repositories, space } = platform;
    const served = (await repositories.spaces.find(space))?.servedModelVersionId;
    const run = await ended({ kind: "FULL", seed: 13, promote: true });
    expect(run).toMatchObject({ state: "FAILED", error: "Cannot train: thirteen is no seed", attempts: 1 });
    expect((await repositories.spaces.find(space))?.servedModelVersionId).toBe(served);
    expect(await readdir(join(platform.home, "work"))).toEqual([]);
  });
});
