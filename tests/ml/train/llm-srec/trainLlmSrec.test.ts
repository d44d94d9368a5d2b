/** @file Whole trainings of LLM-SRec, and what must not go wrong in them. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { writeArtifact } from "../../../../src/ml/artifact/writeArtifact.js";
import type { InteractionLog } from "../../../../src/ml/data/interactionLog.js";
import { InteractionLogBuilder } from "../../../../src/ml/data/interactionLogBuilder.js";
import type { Split } from "../../../../src/ml/data/splitLeaveLastOut.js";
import { evaluateArtifact } from "../../../../src/ml/train/evaluateArtifact.js";
import type { LlmSrecReport } from "../../../../src/ml/train/llmSrecReport.js";
import { trainModel } from "../../../../src/ml/train/trainModel.js";
import type { TrainingProgress } from "../../../../src/ml/train/trainingProgress.js";
import type { TrainingResult } from "../../../../src/ml/train/trainingResult.js";
import { temporaryFolder } from "../../artifact/temporaryFolder.js";
import { TINY_LOG, tinyRequest, type TinyWorld, tinyWorld } from "./harness/tinyTraining.js";

const DEADLINE_MS = 120_000;
const PAPER = { negatives: "random", positions: "last", readOut: {}, batchSize: 8, epochs: 1, validationsPerEpoch: 10 } as const; // prettier-ignore

let world: TinyWorld;
let remove: () => Promise<void>;
let trained: TrainingResult<"llm-srec">;
const told: TrainingProgress[] = [];

beforeAll(async () => {
  const folder = await temporaryFolder();
  remove = folder.remove;
  world = await tinyWorld(folder.path);
  trained = await trainModel(
    await tinyRequest(world, "default", {}, { onProgress: (progress) => told.push(progress) }),
  );
}, DEADLINE_MS);
afterAll(() => remove());

const ndcg = ({ report }: TrainingResult<"llm-srec">, row: keyof LlmSrecReport["rows"]) =>
  report.rows[row].ordered.full["NDCG@10"];

/** The log with an item in every history that no model of it knows. */
function withUnknownItem(): InteractionLog {
  const builder = new InteractionLogBuilder();
  const { userIds, itemIds, rows, offsets, times } = TINY_LOG;
  for (const [user, id] of userIds.entries())
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      if (at === offsets[user]! + 1) builder.add(id, "unknown", times![at]! - 1);
      builder.add(id, itemIds[rows[at]! - 1]!, times![at]!);
    }
  return builder.build();
}

describe("a training by cached states and stretches", () => {
  test("ranks by teacher, language model and both, and the order of histories counts for each", () => {
    for (const row of ["teacher", "llmSRec", "fused"] as const) {
      const { ordered, shuffled } = trained.report.rows[row];
      expect(ordered.full["NDCG@10"]).toBeGreaterThan(0.2); // chance: .11
      expect(shuffled.full["NDCG@10"]).toBeLessThan(ordered.full["NDCG@10"]);
    }
    expect(trained.report.cosine.llmSRec).toBeLessThan(0.999);
  });

  test("ranks the users with a cold item apart: what they gain is a part of what all gain", () => {
    const { users, cold } = trained.report;
    expect(cold!.users).toBeGreaterThan(0);
    expect(cold!.users).toBeLessThan(users);
    for (const row of ["teacher", "llmSRec", "fused"] as const)
      for (const order of ["ordered", "shuffled"] as const) {
        const part = cold!.users * cold!.rows[row][order].full["NDCG@10"];
        expect(part).toBeLessThanOrEqual(users * trained.report.rows[row][order].full["NDCG@10"] + 1e-9); // float64 sums
      }
    expect(trained.artifact.manifest.card?.["cold"]).toMatchObject(cold!.rows);
  });

  test("tells how it goes on, by stretches, and never backwards", () => {
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions.toSorted((one, other) => one - other)).toEqual(fractions);
    expect(told.some(({ phase, epoch }) => phase === "TRAINING" && epoch === 2)).toBe(true);
    expect(told.at(-1)?.phase).toBe("PUBLISHING");
    expect(told.every(({ loss }) => loss === null || Number.isFinite(loss))).toBe(true);
  });

  test("gives the same rankings when it is stored and opened again", async () => {
    const { path, remove: removeArtifact } = await temporaryFolder();
    await writeArtifact(`${path}/model`, trained.artifact);
    const evaluation = { log: TINY_LOG, threads: 1, clock: () => 0, peakMemoryMb: () => 1 };
    const again = (await evaluateArtifact({ folder: `${path}/model`, ...evaluation })) as LlmSrecReport;
    for (const row of ["teacher", "llmSRec", "fused"] as const) {
      expect(again.rows[row].ordered.full["NDCG@10"]).toBeCloseTo(ndcg(trained, row), 2);
      expect(again.rows[row].shuffled.full["NDCG@10"]).toBeCloseTo(
        trained.report.rows[row].shuffled.full["NDCG@10"],
        2,
      );
    }
    expect(again.cosine.llmSRec).toBeCloseTo(trained.report.cosine.llmSRec, 3);
    await removeArtifact();
  });

  test("gives the same model for the same seed", async () => {
    const again = await trainModel(await tinyRequest(world, "again"));
    expect(again.report.rows).toEqual(trained.report.rows);
    expect(again.artifact.files["llmItemVectors.f32"]).toEqual(trained.artifact.files["llmItemVectors.f32"]);
  });

  test("ends with one line where a loss is not a number", async () => {
    const broken = tinyRequest(world, "broken", { firstRate: Number.MAX_VALUE });
    await expect(trainModel(await broken)).rejects.toMatchObject({ code: "TRAINING_FAILED" });
  });

  test("refuses a teacher of another catalogue, and says how many items it does not know", async () => {
    const itemIds = world.split.itemIds.map((id, index) => (index === 0 ? "another" : id));
    const request = await tinyRequest(world, "other", {}, { split: { ...world.split, itemIds } });
    await expect(trainModel(request)).rejects.toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining("does not know 1") }); // prettier-ignore
  });
});

describe("a teacher that was trained on more than the data", () => {
  test.each([["default"], ["paper"]])("is refused, because it may have seen what is tested (%s)", async (name) => {
    const { userIds, itemIds, train, valid } = world.split;
    // The same log before every user's last event.
    const split: Split = {
      ...{ userIds, itemIds },
      train: train.map((rows) => rows.slice(0, -1)),
      valid: Int32Array.from(train, (rows) => rows.at(-1)!),
      test: valid,
    };
    const request = await tinyRequest(world, `later ${name}`, name === "paper" ? PAPER : {}, { split });
    await expect(trainModel(request)).rejects.toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining("may have seen the items that validate and test") }); // prettier-ignore
  });
});

describe("a training as the paper has it", () => {
  test("takes an epoch of fewer batches than validations: each batch is validated, nothing is divided by zero", async () => {
    const result = await trainModel(await tinyRequest(world, "paper", { ...PAPER, batchSize: 20 }));
    const { card, bestEpoch } = result.artifact.manifest;
    const validations = card?.["validations"] as { passes: number; fused: object }[];
    expect(validations.map(({ passes }) => passes)).toEqual([1, 2, 3]); // 60 users
    expect(bestEpoch).toBe(1);
  });

  test("measures anew at every validation, the epoch's end included, and keeps the best", async () => {
    const result = await trainModel(await tinyRequest(world, "measured", { ...PAPER, epochs: 2, validationsPerEpoch: 2, softRate: 3e-3, headRate: 3e-3 })); // prettier-ignore
    const validations = result.artifact.manifest.card?.["validations"] as { passes: number; loss: number; llmSRec: { "NDCG@10": number } }[]; // prettier-ignore
    expect(validations.map(({ passes }) => passes)).toEqual([3, 6, 7, 10, 13, 14]);
    expect(new Set(validations.map((each) => JSON.stringify(each.llmSRec))).size).toBeGreaterThan(1);
  });

  test("lowers the rate by validation or by epoch, as asked", async () => {
    const rates = async (schedule: "perValidation" | "perEpoch") => {
      const result = await trainModel(await tinyRequest(world, schedule, { ...PAPER, epochs: 1, validationsPerEpoch: 7, rateDecay: 0, schedule })); // prettier-ignore
      const validations = result.artifact.manifest.card?.["validations"] as { llmSRec: object }[];
      return new Set(validations.map(({ llmSRec }) => JSON.stringify(llmSRec))).size;
    };
    // With a rate of 0 from the first validation on, nothing changes any more.
    expect(await rates("perValidation")).toBe(1);
    expect(await rates("perEpoch")).toBeGreaterThan(1);
  });

  test("refuses options that do not go together before anything is opened", async () => {
    const request = await tinyRequest(world, "refused", { ...PAPER, positions: "all" });
    const nowhere = { ...request.llmSrec!, teacherFolder: "nowhere", languageModel: "nowhere" };
    await expect(trainModel({ ...request, llmSrec: nowhere })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("learns from a batch's own targets, and tells days; an item that it does not know takes its own day alone with it", async () => {
    const options = { ...PAPER, negatives: "inBatch", prompt: "paper", hasDates: true, hasTitleStates: false } as const;
    const result = await trainModel(await tinyRequest(world, "in batch", options));
    expect(result.artifact.manifest.llmSrec?.prompt.hasDates).toBe(true);
    expect(ndcg(result, "llmSRec")).toBeGreaterThanOrEqual(0);
    const { path, remove: removeArtifact } = await temporaryFolder();
    await writeArtifact(`${path}/model`, result.artifact);
    const evaluation = { folder: `${path}/model`, threads: 1, clock: () => 0, peakMemoryMb: () => 1 };
    const known = (await evaluateArtifact({ ...evaluation, log: TINY_LOG })) as LlmSrecReport;
    const more = (await evaluateArtifact({ ...evaluation, log: withUnknownItem() })) as LlmSrecReport;
    expect(more.rows.llmSRec.ordered.full).toEqual(known.rows.llmSRec.ordered.full);
    await removeArtifact();
  });
});
