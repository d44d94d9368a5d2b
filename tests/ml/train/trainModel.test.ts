import { beforeAll, describe, expect, test } from "@jest/globals";

import type { ModelKind } from "../../../src/ml/artifact/modelKind.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { InteractionLogBuilder } from "../../../src/ml/data/interactionLogBuilder.js";
import { splitLeaveLastOut } from "../../../src/ml/data/splitLeaveLastOut.js";
import type { EvaluationReport } from "../../../src/ml/train/evaluationReport.js";
import { evaluateArtifact } from "../../../src/ml/train/evaluateArtifact.js";
import { trainModel } from "../../../src/ml/train/trainModel.js";
import type { TrainingProgress } from "../../../src/ml/train/trainingProgress.js";
import type { TrainingRequest } from "../../../src/ml/train/trainingRequest.js";
import type { TrainingResult } from "../../../src/ml/train/trainingResult.js";
import { temporaryFolder } from "../artifact/temporaryFolder.js";
import { markovSequences } from "./markovSplit.js";

const DEADLINE_MS = 120_000;

/** 150 users who go from one of 60 items to its successor three times out of four. */
const log = (() => {
  const builder = new InteractionLogBuilder();
  const sequences = markovSequences({ users: 150, items: 60, shortest: 6, longest: 14, order: 0.75 });
  sequences.forEach((rows, user) => {
    for (const row of rows) builder.add(`u${user}`, `i${String(row).padStart(3, "0")}`, null);
  });
  return builder.build();
})();

type PlainKind = Exclude<ModelKind, "llm-srec">;

function request(more: Partial<TrainingRequest<PlainKind>> = {}): TrainingRequest<PlainKind> {
  let now = 1_700_000_000_000;
  return {
    kind: "sasrec",
    split: splitLeaveLastOut(log, { filter: "none" }),
    source: { name: "generated", cutOff: null, filter: "none", eventMeanings: { hide: "NEGATIVE" } },
    recipe: "default",
    overrides: {
      width: 32,
      maxLength: 12,
      batchSize: 50,
      learningRate: 3e-3,
      epochs: 60,
      epochsPerValidation: 15,
      dropoutRate: 0.2,
    },
    seed: 1,
    backend: "onnx",
    threads: 1,
    refit: false,
    clock: () => (now += 5),
    peakMemoryMb: () => 123,
    ...more,
  };
}

/** SASRec takes seconds to train: once for all tests, and once more for the refit. */
const told: TrainingProgress[] = [];
let trained: readonly [kept: TrainingResult<PlainKind>, refitted: TrainingResult<PlainKind>];
beforeAll(async () => {
  trained = [
    await trainModel(request()),
    await trainModel(request({ refit: true, onProgress: (progress) => told.push(progress) })),
  ];
}, DEADLINE_MS);

const evaluation = { log, threads: 1, clock: () => 0, peakMemoryMb: () => 1 };
const ndcg = (result: TrainingResult<PlainKind>) => result.report.rows.ordered.full["NDCG@10"];

describe("trainModel()", () => {
  test("finds order: SASRec beats popularity on a generated log, and loses that on shuffled histories", async () => {
    const [sasrec] = trained;
    const [popular, markov] = [
      await trainModel(request({ kind: "popular" })),
      await trainModel(request({ kind: "markov" })),
    ];
    const { ordered, shuffled } = sasrec.report.rows;
    // The best that can be had is near .75: the successor first, anything else at random
    expect(ndcg(sasrec)).toBeGreaterThan(0.55);
    expect(ndcg(markov)).toBeGreaterThan(0.55);
    expect(ndcg(popular)).toBeLessThan(0.2);
    expect(shuffled.full["NDCG@10"]).toBeLessThan(0.5 * ordered.full["NDCG@10"]);
    expect(popular.report.rows.shuffled).toEqual(popular.report.rows.ordered);
    expect(sasrec.report.cosine).toBeGreaterThan(-1);
    expect(sasrec.report.cosine).toBeLessThan(0.95);
  });

  test("makes an artifact that evaluates to the same rows", async () => {
    const { path, remove } = await temporaryFolder();
    const [first] = trained;
    await writeArtifact(`${path}/model`, first.artifact);
    const report = await evaluateArtifact({ folder: `${path}/model`, ...evaluation });
    expect(report.rows).toEqual(first.report.rows);
    expect(report).toMatchObject({ users: 150, items: 60, bestEpoch: first.report.bestEpoch, unknownItems: 0 });

    const { manifest } = await openArtifact(`${path}/model`);
    expect(manifest).toMatchObject({
      kind: "sasrec",
      seed: 1,
      recipe: "default",
      refitted: false,
      encoder: { width: 32, window: 12 },
      eventMeanings: { hide: "NEGATIVE" },
      data: { users: 150, items: 60, interactions: log.rows.length, source: "generated", filter: "none" },
      peakMemoryMb: 123,
      bestEpoch: first.report.bestEpoch,
    });
    expect(manifest.options).toMatchObject({ loss: "softmax", dropoutRate: 0.2, epochs: 60 });
    expect(manifest.metrics.test?.full).toEqual(first.report.rows.ordered.full);
    expect(manifest.audit?.shuffled.full).toEqual(first.report.rows.shuffled.full);
    await remove();
  });

  test("reports the test of the weights before the refit, and stores those after it", () => {
    const [kept, refitted] = trained;
    // Trained apart: the same seed gives the same bytes
    expect(refitted.report.rows).toEqual(kept.report.rows);
    expect(refitted.report.refitted).toBe(true);
    expect(refitted.artifact.manifest.refitted).toBe(true);
    expect(refitted.artifact.files["encoder.onnx"]).not.toEqual(kept.artifact.files["encoder.onnx"]);
    const occurrences = ({ artifact }: typeof kept) => {
      const { buffer, byteOffset, byteLength } = artifact.files["popularity.f32"] as Uint8Array<ArrayBuffer>;
      return new Float32Array(buffer, byteOffset, byteLength / 4).reduce((sum, count) => sum + count, 0);
    };
    expect(occurrences(refitted)).toBe(log.rows.length);
    expect(occurrences(kept)).toBe(log.rows.length - 2 * 150);
  });

  test("passes through its phases in order, and ends at the whole", () => {
    const phases = told.map(({ phase }) => phase);
    expect(phases.filter((phase, i) => phase !== phases[i - 1])).toEqual([
      "TRAINING",
      "EVALUATING",
      "REFITTING",
      "PUBLISHING",
    ]);
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  test("refuses a log that holds too little", async () => {
    const empty = splitLeaveLastOut(new InteractionLogBuilder().build(), { filter: "none" });
    for (const kind of ["popular", "markov", "sasrec"] as const) {
      const error: unknown = await trainModel(request({ kind, split: empty })).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "NOTHING_TO_TRAIN" });
    }
  });
});

describe("evaluateArtifact()", () => {
  test("ranks items last that the model does not know, and says how many they are", async () => {
    const { path, remove } = await temporaryFolder();
    await writeArtifact(`${path}/model`, (await trainModel(request({ kind: "markov" }))).artifact);
    const builder = new InteractionLogBuilder();
    for (const item of ["i001", "i011", "strange"]) builder.add("somebody", item, null);
    for (const item of ["i021", "i022", "i023"]) builder.add("somebody else", item, null);
    const report = await evaluateArtifact({ folder: `${path}/model`, ...evaluation, log: builder.build() });
    expect(report).toMatchObject({ users: 2, items: 6, unknownItems: 1 });
    // "strange" comes after the three others that somebody has not met; nothing else of somebody else's is met either
    const [last, worst] = [1 / Math.log2(5), 1];
    const { ordered } = (report as EvaluationReport).rows;
    expect(ordered.full["NDCG@10"]).toBeGreaterThanOrEqual((last + 1 / Math.log2(4)) / 2);
    expect(ordered.full["NDCG@10"]).toBeLessThanOrEqual((last + worst) / 2);
    await remove();
  });

  test("refuses a log without test items", async () => {
    const { path, remove } = await temporaryFolder();
    await writeArtifact(`${path}/model`, (await trainModel(request({ kind: "popular" }))).artifact);
    const log = new InteractionLogBuilder().build();
    await expect(evaluateArtifact({ folder: `${path}/model`, ...evaluation, log })).rejects.toMatchObject({
      code: "NOTHING_TO_TRAIN",
      message: "Cannot evaluate: no user has a test item; three interactions a user are wanted",
    });
    await expect(evaluateArtifact({ folder: `${path}/none`, ...evaluation })).rejects.toMatchObject({
      code: "UNKNOWN_ARTIFACT",
    });
    await remove();
  });
});
