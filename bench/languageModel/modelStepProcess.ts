/**
 * @file A process that computes steps through a frozen language model when it is asked to, by lines of JSON:
 * `op: "open"` with a `folder` of `writeModelStep` and `threads`, then `op: "loss"`, `op: "step"`, `op: "memory"`.
 */
import { createInterface } from "node:readline";

import { peakMemoryMb } from "../../src/commands/peakMemoryMb.js";
import { AdamOptimizer } from "../../src/ml/llm-srec/adamOptimizer.js";
import { LlmSrecGradients } from "../../src/ml/llm-srec/llmSrecGradients.js";
import { readPromptStart } from "../../src/ml/llm-srec/readPromptStart.js";
import type { TokenizedPrompt } from "../../src/ml/llm-srec/tokenizedPrompt.js";
import { openFrozenWeights } from "../../src/ml/llm/openFrozenWeights.js";
import { mapRecord } from "../../src/ml/runtime/mapRecord.js";
import type { ModelStepTimes } from "./modelStepTask.js";
import { type ModelStep, readModelStep } from "./readModelStep.js";

type Question =
  | { readonly op: "open"; readonly folder: string; readonly threads: number }
  | { readonly op: "loss" | "step" | "memory" };

const MAX_POSITIONS = 1_024;
const LEARNING_RATE = 1e-4;
const MICROSECONDS_PER_MS = 1_000;

interface OpenStep {
  readonly step: ModelStep;
  readonly gradients: LlmSrecGradients;
  readonly adam: AdamOptimizer;
}

let opened: OpenStep | null = null;

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line) as Question;
  process.stdout.write(`${JSON.stringify(await answer(question))}\n`);
}

async function answer(question: Question): Promise<object> {
  if (question.op === "memory") return { peakMemoryMb: peakMemoryMb() };
  if (question.op === "open") {
    opened = await open(question.folder, question.threads);
    return {};
  }
  if (opened === null) throw new Error("Cannot compute a step: nothing is open");
  return question.op === "loss" ? { loss: await lossOf(opened) } : takeStep(opened);
}

async function open(folder: string, threads: number): Promise<OpenStep> {
  const frozen = await openFrozenWeights(folder);
  const step = await readModelStep(folder);
  const { written, parameters } = step;
  const startOf = ([first]: readonly TokenizedPrompt[]) =>
    readPromptStart(frozen, first!.ids.slice(0, first!.startLength), threads);
  const options = {
    ...{ frozen, threads, maxPositions: MAX_POSITIONS, shapes: mapRecord(parameters, ({ shape }) => shape) },
    userStart: await startOf(written.users),
    itemStart: await startOf(written.items),
  };
  const { softTokenScale, temperature } = written;
  return {
    step,
    gradients: new LlmSrecGradients(options, { softTokenScale, temperature }),
    adam: new AdamOptimizer(parameters, { learningRate: () => LEARNING_RATE }),
  };
}

async function lossOf({ gradients, adam, step }: OpenStep): Promise<number> {
  const { loss } = await gradients.of(adam.parameters, step.batch);
  return loss;
}

async function takeStep({ gradients, adam, step }: OpenStep): Promise<ModelStepTimes> {
  const [before, used] = [performance.now(), process.cpuUsage()];
  const { loss, gradients: slopes } = await gradients.of(adam.parameters, step.batch);
  adam.step(slopes);
  const { user, system } = process.cpuUsage(used);
  return {
    milliseconds: performance.now() - before,
    processorMilliseconds: (user + system) / MICROSECONDS_PER_MS,
    loss,
  };
}
