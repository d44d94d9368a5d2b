import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { FrozenGradients, type FrozenGradientsOptions } from "../../../src/ml/llm-srec/frozenGradients.js";
import { packPrompts } from "../../../src/ml/llm-srec/packPrompts.js";
import { projector } from "../../../src/ml/llm-srec/projector.js";
import { promptFeeds } from "../../../src/ml/llm-srec/promptFeeds.js";
import { promptReadings } from "../../../src/ml/llm-srec/promptReadings.js";
import { readPromptStart } from "../../../src/ml/llm-srec/readPromptStart.js";
import { retrievalLoss } from "../../../src/ml/llm-srec/retrievalLoss.js";
import { TwoPassGradients, type VectorLoss } from "../../../src/ml/llm-srec/twoPassGradients.js";
import type { FrozenWeights } from "../../../src/ml/llm/frozenWeights.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import { mapRecord } from "../../../src/ml/runtime/mapRecord.js";
import { writeTinyModel } from "../llm/harness/tinyModel.js";
import { expectSameGradients } from "./harness/expectSameGradients.js";
import { START, tinyTask } from "./harness/tinyTask.js";

let folder: string;
let frozen: FrozenWeights;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-llm-srec-"));
  await writeTinyModel(folder);
  const checkpoint = await openCheckpoint(folder);
  frozen = await writeFrozenWeights(checkpoint, folder);
  await checkpoint.close();
});
afterAll(() => rm(folder, { recursive: true }));

const task = tinyTask();
const LOSS: VectorLoss = {
  vectors: (decoder, parameters, part, side) =>
    projector(promptReadings(decoder, parameters, part, side).out, parameters, `${side}Head`, "leakyRelu"),
  loss: ({ users, items }, _, batch) => retrievalLoss(users, items, batch["candidates"]!, 1),
};

async function options(): Promise<FrozenGradientsOptions> {
  const start = await readPromptStart(frozen, START, 1);
  const trained = Object.keys(task.parameters).filter((name) => !name.startsWith("teacherHead"));
  const shapes = mapRecord(task.parameters, ({ shape }) => shape);
  return { frozen, shapes, trained, maxPositions: 32, threads: 1, userStart: start, itemStart: start };
}

function partsOf(side: "user" | "item", sizes: readonly number[]) {
  const prompts = side === "user" ? task.users : task.items;
  let done = 0;
  return sizes.map((size) => {
    const part = packPrompts(prompts.slice(done, (done += size)), { skipsStart: true });
    return { side, feeds: promptFeeds(side, part, task.itemVectors) };
  });
}

describe("TwoPassGradients", () => {
  test("gives the gradients of the whole batch, however it is cut into parts", async () => {
    const given = await options();
    const whole = new FrozenGradients(given, (decoder, parameters, batch) => {
      const vectors = (side: "user" | "item") => LOSS.vectors(decoder, parameters, batch, side);
      return LOSS.loss({ users: vectors("user"), items: vectors("item") }, parameters, batch);
    });
    const expected = await whole.of(task.parameters, tinyTask({ skipsStart: true }).batch);
    const gradients = new TwoPassGradients(given, LOSS);
    const { shapes, feeds } = task.batch;
    const batch = { shapes: { candidates: shapes["candidates"]! }, feeds: { candidates: feeds["candidates"]! } };
    for (const sizes of [
      { user: [3], item: [5] },
      { user: [1, 2], item: [2, 1, 2] },
    ]) {
      const parts = [...partsOf("user", sizes.user), ...partsOf("item", sizes.item)];
      expectSameGradients(await gradients.of(task.parameters, { parts, batch }), expected);
    }
    await Promise.all([whole.close(), gradients.close()]);
  });

  test("refuses to train a parameter that neither the loss nor a vector depends on", async () => {
    const given = await options();
    const gradients = new TwoPassGradients({ ...given, trained: [...given.trained, "teacherHead.inner.weight"] }, LOSS);
    const { shapes, feeds } = task.batch;
    const batch = { shapes: { candidates: shapes["candidates"]! }, feeds: { candidates: feeds["candidates"]! } };
    const parts = [...partsOf("user", [3]), ...partsOf("item", [5])];
    await expect(gradients.of(task.parameters, { parts, batch })).rejects.toThrow('Cannot train parameter "teacherHead.inner.weight": the loss does not depend on it'); // prettier-ignore
    await gradients.close();
  });
});
