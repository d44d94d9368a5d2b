import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { openTestApi, type TestApi } from "../server/testApi.js";
import { fillShop } from "./shop.js";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  await fillShop(api, api.keys.WRITER);
}, 60_000);
afterAll(async () => {
  await api.close();
});
beforeEach(async () => {
  await api.platform.database.pool.query('delete from "TrainingRun"');
});

const START = `mutation ($options: TrainingOptionsInput) { startTraining(options: $options) { id kind state } }`;
const start = (options: object) => api.ask(START, { options });
const optionsOf = async (id: string) =>
  (await api.platform.repositories.runs.find(api.platform.space, id))!.options as { llm: object | null };

/** A row of a version whose card says how it was trained. */
async function publish(id: string, kind: string, refitted: boolean): Promise<string> {
  const card = { refitted, recipe: "default", options: { window: 50 } };
  await api.platform.repositories.versions.create(api.platform.space, {
    ...{ id, runId: null, kind, checksum: "c", card, metrics: {} },
  });
  return id;
}

describe("A training with a language model", () => {
  test("learns from a teacher that it trains first, or from the newest version that can be one", async () => {
    const full = await start({ kind: "FULL", model: "ESASREC", llm: { prompt: "PAPER", layers: 3 } });
    expect(full.body.data).toMatchObject({ startTraining: { kind: "FULL", state: "QUEUED" } });
    const { id } = (full.body.data as { startTraining: { id: string } }).startTraining;
    expect(await optionsOf(id)).toMatchObject({
      ...{ kind: "FULL", model: "esasrec", refit: false },
      llm: { languageModel: "catalogue", prompt: "paper", layers: 3, teacherModelVersionId: null },
    });
    await api.ask("mutation ($id: ID!) { cancelTraining(runId: $id) { state } }", { id });

    expect((await start({ kind: "LLM_SREC" })).body.errors?.[0]?.extensions.code).toBe("UNKNOWN_MODEL");
    await publish("teacher", "sasrec", false);
    await publish("of-everything", "sasrec", true);
    await publish("chain", "markov", false);
    const learned = await start({
      kind: "LLM_SREC",
      llm: {
        ...{ distillation: "INFO_NCE", negatives: "IN_BATCH", positions: "LAST", languageModel: "owner/small" },
        ...{ retrievalWeight: 1, distillationWeight: 0.5, uniformityWeight: 0 },
      },
    });
    const run = (learned.body.data as { startTraining: { id: string; kind: string } }).startTraining;
    expect(run.kind).toBe("LLM_SREC");
    expect((await optionsOf(run.id)).llm).toMatchObject({
      ...{ teacherModelVersionId: "teacher", languageModel: "owner/small" },
      ...{ distillation: "infoNce", negatives: "inBatch", positions: "last" },
      ...{ retrievalWeight: 1, distillationWeight: 0.5, uniformityWeight: 0 },
    });
    const told = await api.ask("query ($id: ID!) { trainingRun(id: $id) { kind } }", { id: run.id });
    expect(told.body.data).toEqual({ trainingRun: { kind: "LLM_SREC" } });
  });

  test.each([
    ["options of a language model with CF_SREC", { llm: { layers: 2 } }, "BAD_INPUT"],
    ["a teacher with FULL", { kind: "FULL", llm: { teacherModelVersionId: "teacher" } }, "BAD_INPUT"],
    ["a refit", { kind: "FULL", refit: true }, "BAD_INPUT"],
    ["a teacher that is unknown", { kind: "LLM_SREC", llm: { teacherModelVersionId: "never" } }, "UNKNOWN_MODEL"],
    ["a teacher that has seen all", { kind: "LLM_SREC", llm: { teacherModelVersionId: "of-everything" } }, "BAD_INPUT"],
    ["a teacher without vectors", { kind: "LLM_SREC", llm: { teacherModelVersionId: "chain" } }, "BAD_INPUT"],
    ["a model of its own", { kind: "LLM_SREC", model: "SASREC" }, "BAD_INPUT"],
    ["no layers", { kind: "FULL", llm: { layers: 0 } }, "BAD_INPUT"],
    ["a weight below 0", { kind: "FULL", llm: { uniformityWeight: -1 } }, "BAD_INPUT"],
    ["a weight beyond all", { kind: "FULL", llm: { retrievalWeight: 1e9 } }, "BAD_INPUT"],
    ["an option of the command line as a model", { kind: "FULL", llm: { languageModel: "--lm" } }, "BAD_INPUT"],
    ["a place where no model is", { kind: "FULL", llm: { languageModel: "/no/such/place" } }, "UNKNOWN_LANGUAGE_MODEL"],
    ["a name beyond all length", { kind: "FULL", llm: { languageModel: "x".repeat(1_001) } }, "BAD_INPUT"],
  ])("is refused before it is queued with %s", async (_what, options, code) => {
    const { body } = await start(options);
    expect(body.errors?.[0]?.extensions.code).toBe(code);
    const { rows } = await api.platform.database.pool.query<{ runs: bigint }>(
      'select count(*) as runs from "TrainingRun"',
    );
    expect(Number(rows[0]!.runs)).toBe(0);
  });
});

describe("A model version", () => {
  test("shows the settings that it was trained with, and no language model where it has none", async () => {
    await publish("plain", "sasrec", false);
    const { body } = await api.ask(
      "{ models(first: 1) { edges { node { id recipe options { name value } llmSrec { languageModel } } } } }",
    );
    const node = { id: "plain", recipe: "default", options: [{ name: "window", value: "50" }], llmSrec: null };
    expect(body.data).toEqual({ models: { edges: [{ node }] } });
  });
});
