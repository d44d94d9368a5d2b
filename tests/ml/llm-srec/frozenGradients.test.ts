import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { FrozenGradients } from "../../../src/ml/llm-srec/frozenGradients.js";
import type { FrozenLoss } from "../../../src/ml/llm-srec/frozenLoss.js";
import { LlmSrecGradients } from "../../../src/ml/llm-srec/llmSrecGradients.js";
import { llmSrecLoss } from "../../../src/ml/llm-srec/llmSrecLoss.js";
import { promptReadings } from "../../../src/ml/llm-srec/promptReadings.js";
import type { FrozenWeights } from "../../../src/ml/llm/frozenWeights.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { writeFrozenWeights } from "../../../src/ml/llm/writeFrozenWeights.js";
import { mapRecord } from "../../../src/ml/runtime/mapRecord.js";
import { tracedDropout } from "../../../src/ml/runtime/tracedDropout.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { writeTinyModel } from "../llm/harness/tinyModel.js";
import { tinyTask } from "./harness/tinyTask.js";

const TRAINED = ["itemMap.inner.weight", "userOut"];

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
const options = () => ({
  frozen,
  shapes: mapRecord(task.parameters, ({ shape }) => shape),
  maxPositions: 32,
  threads: 1,
});

describe("FrozenGradients", () => {
  test("gives the gradients of the parameters that are trained, and of no others", async () => {
    const all = new LlmSrecGradients(options());
    const some = new FrozenGradients({ ...options(), trained: TRAINED }, (decoder, parameters, batch) =>
      llmSrecLoss(() => decoder)(parameters, batch, tracedDropout),
    );
    const [expected, { loss, gradients }] = [await all.of(task.parameters, task.batch), await some.of(task.parameters, task.batch)]; // prettier-ignore
    expect(loss).toBeCloseTo(expected.loss, 5);
    expect(Object.keys(gradients)).toEqual(TRAINED);
    for (const name of TRAINED) expect(gradients[name]).toEqual(expected.gradients[name]);
    await Promise.all([all.close(), some.close()]);
  });

  test("gives what the loss function made beside the loss", async () => {
    const gradients = new FrozenGradients({ ...options(), trained: TRAINED }, (decoder, parameters, batch) => {
      const { out } = promptReadings(decoder, parameters, batch, "user");
      return { loss: tf.sum<tf.Scalar>(tf.square(out)), outputs: { out } };
    });
    const { loss, outputs } = await gradients.of(task.parameters, task.batch);
    const out = outputs["out"]!;
    expect(out.shape).toEqual([3, frozen.config.width]);
    expect((out.data as Float32Array).reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(loss, 3);
    await gradients.close();
  });

  test("refuses to train a parameter that has no shape, or that the loss does not depend on", async () => {
    const loss: FrozenLoss = (_, { userOut }) => tf.sum<tf.Scalar>(userOut!);
    expect(() => new FrozenGradients({ ...options(), trained: ["none"] }, loss)).toThrow('Cannot train parameter "none": it has no shape'); // prettier-ignore
    const half = new FrozenGradients({ ...options(), trained: ["userOut", "itemOut"] }, loss);
    await expect(half.of(task.parameters, task.batch)).rejects.toThrow('Cannot train parameter "itemOut": the loss does not depend on it'); // prettier-ignore
    await half.close();
  });
});
