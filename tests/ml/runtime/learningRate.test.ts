import { describe, expect, test } from "@jest/globals";

import { openTrainer } from "../../../src/ml/runtime/trainer.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";

describe("openTrainer() with a learning rate by the step", () => {
  test.each(["onnx", "cpu"] as const)("goes as far as each step's rate says, on %s", async (backend) => {
    const trainer = await openTrainer({
      parameters: { weight: { shape: [1], data: Float32Array.of(1) } },
      loss: ({ weight }, { slope }) => tf.sum(tf.mul(weight!, slope!)),
      batch: { slope: { shape: [1], dtype: "float32" } },
      learningRate: (step) => 0.1 / step,
      ...{ backend, threads: 1, seed: 1 },
    });
    const values = [1];
    for (let step = 1; step <= 3; step++) {
      await trainer.step("default", { slope: Float32Array.of(2) });
      values.push(trainer.parameters()["weight"]![0]!);
    }
    await trainer.close();
    // Where the gradient stays the same, Adam goes exactly as far as its rate.
    [0.1, 0.05, 0.1 / 3].forEach((rate, at) => { expect(values[at]! - values[at + 1]!).toBeCloseTo(rate, 5); }); // prettier-ignore
  });
});
