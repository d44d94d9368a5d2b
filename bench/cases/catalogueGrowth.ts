import type { BenchCase, BenchRow } from "../harness/benchCase.js";
import type { LineProcess } from "../harness/lineProcess.js";
import { quantile } from "../harness/quantile.js";
import { checkRowUpdates } from "../training/rowUpdatesRule.js";
import { startStepProcess } from "../training/startStepProcess.js";
import type { PeakMemory, StepTask, StepTimes } from "../training/stepTask.js";

const SIZES = [5_000, 50_000, 500_000] as const;
/** From here on the recipe updates only the rows that a step names. */
const LARGE = 50_000;
const TASK: Omit<StepTask, "itemCount" | "rowUpdates"> = {
  kind: "sasrec",
  width: 64,
  blocks: 2,
  heads: 1,
  maxLength: 50,
  batchSize: 128,
  dropoutRate: 0.2,
  loss: "sampled-softmax",
  negatives: 1_024,
  threads: 2,
};
const ROUNDS = 9;
const STEPS_A_ROUND = 8;
const MOST_RATIO = 2;
const MEGABYTE = 2 ** 20;

/** A step as the catalogue grows. */
export const CATALOGUE_GROWTH: BenchCase = {
  name: "catalogue-growth",
  title: "A training step as the catalogue grows: 128 histories of 50 items, 1,024 shared negatives",
  check: () => checkRowUpdates(),
  async measure(): Promise<readonly BenchRow[]> {
    const processes: LineProcess[] = [];
    for (const itemCount of SIZES)
      processes.push(await startStepProcess({ ...TASK, itemCount, rowUpdates: itemCount >= LARGE }));
    const times = SIZES.map((): number[] => []);
    for (let round = 0; round <= ROUNDS; round++)
      for (const [index, each] of processes.entries()) {
        const { milliseconds } = await each.ask<StepTimes>({ op: "steps", count: STEPS_A_ROUND });
        if (round > 0) times[index]!.push(milliseconds); // the first round traces, loads and warms up
      }
    const peaks = await Promise.all(processes.map((each) => each.ask<PeakMemory>({ op: "memory" })));
    await Promise.all(processes.map((each) => each.close()));
    return rowsOf(times, peaks.map(({ peakMemoryMb }) => peakMemoryMb)); // prettier-ignore
  },
};

function rowsOf(times: readonly (readonly number[])[], peaks: readonly number[]): readonly BenchRow[] {
  const [small, large] = [times[0]!, times.at(-1)!];
  const medians = times.map((each) => `${quantile(each, 0.5).toFixed(1)} ms`);
  const tables = ((SIZES.at(-1)! - SIZES[0]) * TASK.width * Float32Array.BYTES_PER_ELEMENT * 3) / MEGABYTE;
  return [
    {
      what: "a training step with 500k items, as a share of one with 5k",
      value: quantile(large.map((value, round) => value / small[round]!), 0.5), // prettier-ignore
      unit: "x",
      bar: { atMost: MOST_RATIO },
      against: `5k, 50k, 500k items in turn, ${ROUNDS} rounds: ${medians.join(", ")}`,
      details: { small, large },
    },
    {
      what: "peak memory with 500k items above that with 5k",
      value: peaks.at(-1)! - peaks[0]!,
      unit: "MB",
      bar: null,
      against: `the table and its two moments take ${tables.toFixed(0)} MB more; peaks ${peaks.map((peak) => peak.toFixed(0)).join(", ")} MB`,
    },
  ];
}
