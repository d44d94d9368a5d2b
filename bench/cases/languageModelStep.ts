import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BenchCase, BenchContext, BenchRow } from "../harness/benchCase.js";
import { inTurn } from "../harness/inTurn.js";
import type { LineProcess } from "../harness/lineProcess.js";
import { PEER_MISSING } from "../harness/peerPython.js";
import { quantile } from "../harness/quantile.js";
import { findModelStepSource, MODEL_STEP_SOURCE_MISSING } from "../languageModel/modelStepSource.js";
import type { ModelStepTask, ModelStepTimes } from "../languageModel/modelStepTask.js";
import { startOwnModelStep, startPeerModelStep } from "../languageModel/startModelStep.js";
import { writeModelStep } from "../languageModel/writeModelStep.js";
import type { PeakMemory } from "../training/stepTask.js";

interface Bars {
  readonly rounds: number;
  readonly mostRatio: number;
  readonly mostMemoryMb: number | null;
}

const QUICK: ModelStepTask = { layers: 2, prompt: "compact", batchSize: 4 };
const COMPACT: ModelStepTask & Bars = { layers: 8, prompt: "compact", batchSize: 32, rounds: 9, mostRatio: 0.6, mostMemoryMb: null }; // prettier-ignore
const PAPER: ModelStepTask & Bars = { layers: 30, prompt: "paper", batchSize: 20, rounds: 7, mostRatio: 0.75, mostMemoryMb: 8_192 }; // prettier-ignore
const THREADS = 2;
/** Float32 sums in another order, through all layers; in shares of the loss. */
const TOLERANCE = 1e-4;

/** A step of LLM-SRec beside PyTorch's. */
export const LANGUAGE_MODEL_STEP: BenchCase = {
  name: "language-model-step",
  title: "A training step of LLM-SRec through SmolLM2-135M, frozen: 8 layers, compact prompts, 32 users; 30 layers, the paper's prompts, 20 users", // prettier-ignore
  missing: ({ peer, dataFolder }) =>
    findModelStepSource(dataFolder) === null ? MODEL_STEP_SOURCE_MISSING : peer === null ? PEER_MISSING : null,
  check: (context) => withSteps(context, QUICK, checkSameLoss),
  async measure(context): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const task of [COMPACT, PAPER]) {
      context.say(`${task.layers} layers, ${task.prompt} prompts`);
      rows.push(...(await withSteps(context, task, (own, reference) => measured(task, own, reference))));
    }
    return rows;
  },
};

async function measured(task: ModelStepTask & Bars, own: LineProcess, reference: LineProcess): Promise<BenchRow[]> {
  await checkSameLoss(own, reference);
  const processor = { ours: 0, theirs: 0 };
  const time = async (of: LineProcess, side: keyof typeof processor) => {
    const { milliseconds, processorMilliseconds } = await of.ask<ModelStepTimes>({ op: "step" });
    processor[side] += processorMilliseconds;
    return milliseconds;
  };
  const { ours, theirs, ratios } = await inTurn(task.rounds, () => time(own, "ours"), () => time(reference, "theirs")); // prettier-ignore
  const [memory, peerMemory] = [await own.ask<PeakMemory>({ op: "memory" }), await reference.ask<PeakMemory>({ op: "memory" })]; // prettier-ignore
  const what = `a step through ${task.layers} layers, ${task.prompt} prompts, ${task.batchSize} users and their items`;
  return [
    {
      what: `${what}, as a share of PyTorch's`,
      value: quantile(ratios, 0.5),
      unit: "x",
      bar: { atMost: task.mostRatio },
      against: `PyTorch, ${THREADS} threads both, ${task.rounds} rounds in turn: ${quantile(ours, 0.5).toFixed(0)} ms and ${quantile(theirs, 0.5).toFixed(0)} ms`,
      details: { ours, theirs, ratios, processorRatio: processor.ours / processor.theirs },
    },
    {
      what: `peak memory of ${what}`,
      value: memory.peakMemoryMb,
      unit: "MB",
      bar: task.mostMemoryMb === null ? null : { atMost: task.mostMemoryMb },
      against: `PyTorch: ${peerMemory.peakMemoryMb.toFixed(0)} MB`,
    },
  ];
}

async function checkSameLoss(own: LineProcess, reference: LineProcess): Promise<void> {
  const { loss: ours } = await own.ask<{ loss: number }>({ op: "loss" });
  const { loss: theirs } = await reference.ask<{ loss: number }>({ op: "loss" });
  if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.abs(theirs)))
    throw new Error(`Cannot compare steps: the loss is ${ours} here and ${theirs} in PyTorch`);
}

async function withSteps<Result>(
  { peer, dataFolder }: BenchContext,
  task: ModelStepTask,
  use: (own: LineProcess, reference: LineProcess) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "sequitur-bench-"));
  try {
    await writeModelStep(findModelStepSource(dataFolder)!, task, folder);
    const [own, reference] = [await startOwnModelStep(folder, THREADS), await startPeerModelStep(peer!, folder, THREADS)]; // prettier-ignore
    const result = await use(own, reference);
    await Promise.all([own.close(), reference.close()]);
    return result;
  } finally {
    await rm(folder, { recursive: true });
  }
}
