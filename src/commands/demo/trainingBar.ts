import cliProgress from "cli-progress";

import type { DemoRun } from "./trainDemoModel.js";

const STEPS = 1000;

/** Shows how a training run comes along: a bar on a terminal, a line now and then elsewhere. */
export interface TrainingBar {
  show(run: DemoRun): void;
  /** Leaves the line. */
  end(): void;
}

/**
 * Begins to show a training run on standard error.
 *
 * @param label What is trained.
 */
export function trainingBar(label: string, stream: NodeJS.WriteStream): TrainingBar {
  return stream.isTTY ? movingBar(label, stream) : lines(label, stream);
}

function movingBar(label: string, stream: NodeJS.WriteStream): TrainingBar {
  const bar = new cliProgress.SingleBar({
    format: `${label} [{bar}] {percentage} %  {state}`,
    hideCursor: true,
    stream,
  });
  bar.start(STEPS, 0, { state: "" });
  return {
    show: (run) => {
      bar.update(Math.round(fractionOf(run) * STEPS), { state: describe(run) });
    },
    end: () => bar.stop(),
  };
}

function lines(label: string, stream: NodeJS.WriteStream): TrainingBar {
  let last = "";
  return {
    show: (run) => {
      const tenth = Math.floor(fractionOf(run) * 10);
      const key = `${run.state} ${run.progress?.phase ?? ""} ${tenth}`;
      if (key !== last) stream.write(`${label} ${String(tenth * 10).padStart(3)} %  ${describe(run)}\n`);
      last = key;
    },
    end: () => undefined,
  };
}

function fractionOf({ state, progress }: DemoRun): number {
  return state === "SUCCEEDED" ? 1 : (progress?.fraction ?? 0);
}

function describe({ state, progress }: DemoRun): string {
  if (progress === null || state === "SUCCEEDED") return state.toLowerCase();
  const { phase, epoch, epochs, metric, secondsLeft } = progress;
  return [
    phase.toLowerCase(),
    ...(epoch === null ? [] : [`epoch ${epoch}${epochs === null ? "" : ` of ${epochs}`}`]),
    ...(metric === null ? [] : [`validation NDCG@10 ${metric.toFixed(3)}`]),
    ...(secondsLeft === null ? [] : [`${Math.ceil(secondsLeft)} s left`]),
  ].join(", ");
}
