import { describe, expect, test } from "@jest/globals";

import type { FrozenDecoder } from "../../../src/ml/llm-srec/frozenDecoder.js";
import { llmSrecLoss, type LlmSrecLossOptions } from "../../../src/ml/llm-srec/llmSrecLoss.js";
import { decode } from "../../../src/ml/llm/decoder.js";
import { llmWeight } from "../../../src/ml/llm/llmWeight.js";
import { realPositions } from "../../../src/ml/llm/realPositions.js";
import { embed } from "../../../src/ml/nn/embed.js";
import { tracedDropout } from "../../../src/ml/runtime/tracedDropout.js";
import { openTrainer } from "../../../src/ml/runtime/trainer.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, type BothWaysOutput, byName } from "../harness/bothWays.js";
import { seededFloats } from "../harness/seededFloats.js";
import { batchInputs, START, tinyDecoder, tinyTask, type TinyTask } from "./harness/tinyTask.js";

type Outputs = Readonly<Record<string, BothWaysOutput>>;
type Tensors = Readonly<Record<string, tf.Tensor>>;

const TOLERANCE = 1e-4;
const SLOPE_TOLERANCE = 3e-4; // a share of the gradient's length; of differences of float32 numbers
const EVERY_OPTION: LlmSrecLossOptions = {
  hasUserRepresentation: true,
  distillation: "infoNce",
  temperature: 2,
  softTokenScale: 0.5,
  readOut: { lastItem: true, userResidual: true, itemResidual: true },
  weights: { retrieval: 2, distillation: 0.3, uniformity: 0.7 },
};
const CHOICES: readonly (readonly [string, LlmSrecLossOptions, boolean])[] = [
  ["as the paper has it", {}, false],
  ["with every option, and scores corrected", EVERY_OPTION, true],
];

/** Half widths of differences: LeakyReLU bends, and where it does within a step only a smaller step is right. */
const STEPS = [1e-2, 4e-3, 2e-3, 1e-3, 2e-2];

const length = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0)); // prettier-ignore

/** The loss and its gradients by all parameters, by the reference and traced. */
function runsOf({ parameters, batch }: TinyTask, options: LlmSrecLossOptions = {}, openDecoder = tinyDecoder) {
  const loss = llmSrecLoss(openDecoder, options);
  const names = Object.keys(parameters);
  return bothWays(
    (inputs) => {
      const own = Object.fromEntries(names.map((name) => [name, inputs[name]!]));
      const { value, gradients } = valueAndGradients(own, (given) => loss(given, inputs, tracedDropout));
      return { loss: value, ...byName(gradients) };
    },
    { ...parameters, ...batchInputs(batch) },
  );
}

/** The largest difference of any output, as a share of that output's largest number. */
function worstDifference(actual: Outputs, expected: Outputs): number {
  const differences = Object.entries(expected).map(([name, { values }]) => {
    const worst = Math.max(...values.map((value, at) => Math.abs(value - actual[name]!.values[at]!)));
    return worst / Math.max(...values.map(Math.abs));
  });
  return Math.max(...differences);
}

/** The loss by the reference, as a function of how far one parameter is moved along a direction. */
function lossAlong(
  { parameters, batch }: TinyTask,
  options: LlmSrecLossOptions,
  moved: string,
  direction: Float32Array,
) {
  const loss = llmSrecLoss(tinyDecoder, options);
  return (distance: number): number =>
    tf.tidy(() => {
      const own = Object.entries(parameters).map(([name, { data, shape }]) => {
        const values = name === moved ? data.map((value, at) => value + distance * direction[at]!) : data.slice();
        return [name, tf.tensor(values, [...shape])];
      });
      const feeds = Object.entries(batch.shapes).map(([name, { shape, dtype }]) => [
        name,
        tf.tensor(batch.feeds[name]!.slice(), [...shape], dtype),
      ]);
      const value = loss(Object.fromEntries(own) as Tensors, Object.fromEntries(feeds) as Tensors, tracedDropout);
      return value.dataSync()[0]!;
    });
}

/** How far the slope of a function at 0 is from what it should be, by the step that suits it best. */
function slopeError(along: (distance: number) => number, expected: number, enough: number): number {
  let best = Infinity;
  for (const step of STEPS) {
    // Differences of two widths, so that what is left grows with the fourth power of the step.
    const slope = (8 * (along(step) - along(-step)) - (along(2 * step) - along(-2 * step))) / (12 * step);
    best = Math.min(best, Math.abs(slope - expected));
    if (best < enough) break;
  }
  return best;
}

describe.each(CHOICES)("the gradients of llmSrecLoss(), %s", (_, options, hasCorrections) => {
  const { hasUserRepresentation = false, readOut = {} } = options;
  const task = tinyTask({ hasUserRepresentation, readOut, hasCorrections });

  test("are those of the eager reference, traced", async () => {
    const { eager, traced } = await runsOf(task, options);
    expect(worstDifference(traced, eager)).toBeLessThan(TOLERANCE);
  });

  test("are the slopes of the loss, along themselves and along another direction", async () => {
    const { eager } = await runsOf(task, options);
    void tf.setBackend("cpu");
    for (const [name, { data }] of Object.entries(task.parameters)) {
      const gradient = eager[`by ${name}`]!.values;
      const enough = SLOPE_TOLERANCE * length(gradient);
      for (const direction of [gradient, seededFloats(data.length, 31)]) {
        const unit = Float32Array.from(direction, (value) => value / length(direction));
        const expected = unit.reduce((sum, value, at) => sum + value * gradient[at]!, 0);
        const error = slopeError(lossAlong(task, options, name, unit), expected, enough);
        expect({ name, isSlope: error < enough }).toEqual({ name, isSlope: true });
      }
    }
  }, 240_000);
});

describe("llmSrecLoss()", () => {
  test("trains f_I, the heads and both tokens", async () => {
    const { parameters, batch } = tinyTask();
    const trainer = await openTrainer({
      parameters,
      loss: llmSrecLoss(tinyDecoder),
      batch: batch.shapes,
      learningRate: 1e-2,
      backend: "onnx",
      threads: 1,
      seed: 1,
    });
    const first = await trainer.step("default", batch.feeds);
    for (let step = 0; step < 30; step++) await trainer.step("default", batch.feeds);
    expect(await trainer.step("default", batch.feeds)).toBeLessThan(first / 2);
    const after = trainer.parameters();
    const moved = (name: string) => length(after[name]!.map((value, at) => value - parameters[name]!.data[at]!));
    expect(Object.keys(parameters).filter((name) => moved(name) < 1e-3)).toEqual([]);
    await trainer.close();
  });

  test("is the same where the constant start was read before", async () => {
    const withStart = (): FrozenDecoder => {
      const decoder = tinyDecoder();
      const isReal = tf.ones([1, START.length], "int32");
      const embeddings = embed(llmWeight(decoder.weights, "embedding"), tf.tensor2d([START], undefined, "int32"));
      const { maxPositions, config } = decoder;
      const input = { embeddings, isReal, positions: realPositions(isReal), maxPositions };
      const { keyValues } = decode(decoder.weights, input, config);
      return { ...decoder, userStart: keyValues, itemStart: keyValues };
    };
    const { traced: whole } = await runsOf(tinyTask());
    const { traced: parts } = await runsOf(tinyTask({ skipsStart: true }), {}, withStart);
    expect(worstDifference(parts, whole)).toBeLessThan(TOLERANCE);
  });

  test("takes no notice of room that is left over for items", async () => {
    const { traced: exact } = await runsOf(tinyTask(), {});
    const { traced: roomy } = await runsOf(tinyTask({ spareItems: 3 }), {});
    expect(worstDifference(roomy, exact)).toBeLessThan(TOLERANCE);
  });

  test("leaves the teacher's head alone where neither distillation nor uniformity has a weight", async () => {
    const { traced } = await runsOf(tinyTask(), { weights: { distillation: 0, uniformity: 0 } });
    const still = Object.keys(traced).filter((name) => length(traced[name]!.values) === 0);
    expect(still.length).toBeGreaterThan(0);
    expect(still.filter((name) => !name.startsWith("by teacherHead."))).toEqual([]);
  });

  test("is a number, and so are its gradients, in a batch of one user", async () => {
    const { traced, eager } = await runsOf(tinyTask({ users: 1 }));
    for (const { values } of [...Object.values(traced), ...Object.values(eager)]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  test("says what a batch lacks", () => {
    void tf.setBackend("cpu");
    expect(() => llmSrecLoss(tinyDecoder)({}, {}, tracedDropout)).toThrow(
      'Cannot read a batch: it has no "user.tokens"',
    );
  });
});
