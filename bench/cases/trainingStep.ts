import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import { inTurn } from "../harness/inTurn.js";
import { PEER_MISSING } from "../harness/peerPython.js";
import { quantile } from "../harness/quantile.js";
import { startPeerStep } from "../training/peerStep.js";
import { checkSameLoss } from "../training/sameLoss.js";
import { startStepProcess } from "../training/startStepProcess.js";
import type { PeakMemory, StepTask, StepTimes } from "../training/stepTask.js";

const TASK: StepTask = {
  kind: "sasrec",
  itemCount: 5_000,
  width: 64,
  blocks: 2,
  heads: 1,
  maxLength: 128,
  batchSize: 128,
  dropoutRate: 0.2,
  loss: "binary",
  negatives: 1,
  rowUpdates: false,
  threads: 2,
};
const ROUNDS = 9;
const STEPS_A_ROUND = 8;
const MOST_RATIO = 0.75;
const MOST_MEMORY_MB = 700;

/** A step of SASRec beside PyTorch's. */
export const TRAINING_STEP: BenchCase = {
  name: "training-step",
  title: "A training step of SASRec: 128 histories of 128 items, width 64, 2 blocks, 5,000 items, dropout, Adam",
  missing: ({ peer }) => (peer === null ? PEER_MISSING : null),
  check: ({ peer }) => checkSameLoss(peer!),
  async measure({ peer }): Promise<readonly BenchRow[]> {
    const reference = startPeerStep(peer!);
    await reference.ask({ op: "open", ...TASK });
    const own = await startStepProcess(TASK);
    const time = async (of: typeof own) => {
      const asked = { op: "steps", count: STEPS_A_ROUND, seed: 0, ...TASK };
      return (await of.ask<StepTimes>(asked)).milliseconds;
    };
    const { ours, theirs, ratios } = await inTurn(ROUNDS, () => time(own), () => time(reference)); // prettier-ignore
    const memory = await own.ask<PeakMemory>({ op: "memory" });
    const peerMemory = await reference.ask<PeakMemory>({ op: "memory" });
    await Promise.all([own.close(), reference.close()]);
    const [milliseconds, peerMilliseconds] = [quantile(ours, 0.5), quantile(theirs, 0.5)];
    return [
      {
        what: "a training step, as a share of PyTorch's",
        value: quantile(ratios, 0.5),
        unit: "x",
        bar: { atMost: MOST_RATIO },
        against: `PyTorch, 2 threads both, ${ROUNDS} rounds in turn: ${milliseconds.toFixed(0)} ms and ${peerMilliseconds.toFixed(0)} ms`,
        details: { ours, theirs, ratios },
      },
      {
        what: "peak memory of training",
        value: memory.peakMemoryMb,
        unit: "MB",
        bar: { atMost: MOST_MEMORY_MB },
        against: `PyTorch: ${peerMemory.peakMemoryMb.toFixed(0)} MB`,
      },
    ];
  },
};
