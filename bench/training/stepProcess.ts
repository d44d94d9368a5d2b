/**
 * @file A process that trains steps when it is asked to, by lines of JSON: a `StepTask` with `op: "open"`, then `op: "steps"` with a `count`,
 * then `op: "memory"`.
 */
import { createInterface } from "node:readline";

import { peakMemoryMb } from "../../src/commands/peakMemoryMb.js";
import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { recipeOptions } from "../../src/ml/train/recipeOptions.js";
import { SasrecSteps, type TrainedStep } from "../../src/ml/train/sasrecSteps.js";
import type { StepTask, StepTimes } from "./stepTask.js";

type Question =
  | ({ readonly op: "open" } & StepTask)
  | { readonly op: "steps"; readonly count: number }
  | { op: "memory" };

/** Batches that differ: histories are drawn once, an epoch's order anew. */
const BATCHES = 8;

let run: AsyncGenerator<TrainedStep, never> | null = null;

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line) as Question;
  process.stdout.write(`${JSON.stringify(await answer(question))}\n`);
}

async function answer(question: Question): Promise<object> {
  if (question.op === "memory") return { peakMemoryMb: peakMemoryMb() };
  if (question.op === "open") {
    run = await open(question);
    return {};
  }
  return train(question.count);
}

async function open(task: StepTask): Promise<AsyncGenerator<TrainedStep, never>> {
  const { kind, itemCount, maxLength, batchSize, threads } = task;
  const random = seededRandom("steps");
  const sequences = Array.from({ length: BATCHES * batchSize }, () =>
    Int32Array.from({ length: maxLength + 1 }, () => 1 + random.int(itemCount)),
  );
  const log = { users: sequences.length, items: itemCount, interactions: 0, meanLength: maxLength };
  const options = { ...recipeOptions("paper", kind, log), ...task };
  const steps = await SasrecSteps.open({
    ...{ kind, sequences, itemCount, options, threads },
    seed: 0,
    backend: "onnx",
    clock: () => performance.now(),
  });
  return steps.run();
}

async function train(count: number): Promise<StepTimes> {
  if (run === null) throw new Error("Cannot train: nothing is open");
  const before = performance.now();
  let loss = Number.NaN;
  for (let step = 0; step < count; step++) ({ loss } = (await run.next()).value);
  return { milliseconds: (performance.now() - before) / count, loss };
}
