import { describe, expect, test } from "@jest/globals";

import { fillDropoutMask } from "../../../src/ml/runtime/fillDropoutMask.js";
import { type GraphTensor, openSession } from "../../../src/ml/runtime/session.js";
import { tracedDropout } from "../../../src/ml/runtime/tracedDropout.js";
import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import type { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";
import { bothWays, type BothWaysInput, byName } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { sasrecTask } from "../harness/sasrecTask.js";

const [BATCH, POSITIONS] = [128, 128];
const task = sasrecTask({ items: 5000, width: 64, blocks: 2, heads: 1, positions: POSITIONS, dropoutRate: 0.2 });

/** The loss and all gradients of the task; half of the ids fall on ten items, and much of a batch on the padding id. */
const graph = traceGraph((tracer) => {
  const batch = Object.entries(task.shapes(BATCH, POSITIONS)).map(([name, { shape, dtype }]) => [
    name,
    tracer.input(name, shape, dtype),
  ]);
  const parameters = Object.entries(task.parameters).map(([name, { shape }]) => [
    name,
    tracer.input(name, shape, "float32"),
  ]);
  const { value, gradients } = valueAndGradients(Object.fromEntries(parameters) as Record<string, tf.Tensor>, (given) =>
    task.loss(given, Object.fromEntries(batch) as Record<string, tf.Tensor>, tracedDropout),
  );
  return { loss: value, ...byName(gradients) };
});

function inputs(): Record<string, GraphTensor> {
  const feeds = Object.entries(task.feeds(BATCH, POSITIONS, 1)).map(([name, data]) => [
    name,
    { data, shape: [BATCH, POSITIONS] },
  ]);
  const masks = graph.masks.map(({ name, shape, rate }, mask) => {
    const data = new Uint8Array(shape.reduce((product, dimension) => product * dimension, 1));
    fillDropoutMask(data, rate, { seed: 1, step: 1, mask });
    return [name, { data, shape }];
  });
  return { ...task.parameters, ...Object.fromEntries([...feeds, ...masks]) } as Record<string, GraphTensor>;
}

const largest = (values: GraphTensor["data"]) =>
  (values as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("gradients of a traced SASRec", () => {
  test("equal those of the eager cpu backend", async () => {
    const [batch, positions] = [4, 6];
    const tiny = sasrecTask({ items: 12, width: 8, blocks: 2, heads: 2, positions, dropoutRate: 0 });
    const feeds = Object.entries(tiny.feeds(batch, positions, 1)).map(([name, data]) => [
      name,
      { data, shape: [batch, positions] },
    ]);
    const build = (inputs: Readonly<Record<string, tf.Tensor>>) => {
      const parameters = Object.fromEntries(Object.keys(tiny.parameters).map((name) => [name, inputs[name]!]));
      const { value, gradients } = valueAndGradients(parameters, (given) => tiny.loss(given, inputs, tracedDropout));
      return { loss: value, ...byName(gradients) };
    };
    const inputs = { ...tiny.parameters, ...(Object.fromEntries(feeds) as Record<string, BothWaysInput>) };
    expectSameOutputs(await bothWays(build, inputs), 1e-6);
  });

  test("are at full size the same with 1, 2 and 4 threads to a millionth of the largest", async () => {
    const model = graph.toOnnx();
    const feeds = inputs();
    const outputs: Record<string, GraphTensor>[] = [];
    for (const threads of [1, 2, 4]) {
      const session = await openSession(model, { threads });
      outputs.push(await session.run(feeds));
      await session.close();
    }
    const [reference, ...others] = outputs;
    for (const other of others) {
      for (const [name, { data }] of Object.entries(reference!)) {
        const actual = other[name]!.data;
        let worst = 0;
        for (let index = 0; index < data.length; index++)
          worst = Math.max(worst, Math.abs(Number(actual[index]) - Number(data[index])));
        expect({ name, isSame: worst <= 1e-6 * largest(data) }).toEqual({ name, isSame: true });
      }
    }
  }, 120_000);
});
