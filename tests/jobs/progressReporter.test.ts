import { describe, expect, test } from "@jest/globals";

import { ProgressReporter } from "../../src/jobs/progressReporter.js";
import type { TrainingProgress } from "../../src/store/trainingRun.js";
import { silentLog } from "../harness/silentLog.js";

const at = (fraction: number, phase: TrainingProgress["phase"] = "TRAINING"): TrainingProgress => ({
  ...{ phase, fraction, epoch: null, epochs: null, loss: null, metric: null, secondsLeft: null },
});

function reporterAt(clock: () => number, write?: (progress: TrainingProgress) => Promise<unknown>) {
  const written: [string, number][] = [];
  const keep = ({ phase, fraction }: TrainingProgress) => Promise.resolve(written.push([phase, fraction]));
  return { written, reporter: new ProgressReporter({ write: write ?? keep, clock, log: silentLog }) };
}

describe("ProgressReporter", () => {
  test("passes on four reports a second at most, every change of phase, and the last", async () => {
    let nowMs = 0;
    const { written, reporter } = reporterAt(() => nowMs);
    for (; nowMs < 1000; nowMs += 10) reporter.report(at(nowMs / 2000));
    reporter.report(at(0.5, "EVALUATING"));
    reporter.report(at(0.75, "EVALUATING"));
    await reporter.flush();
    expect(written).toEqual([
      ...[0, 0.125, 0.25, 0.375].map((fraction) => ["TRAINING", fraction]),
      ["EVALUATING", 0.5],
      ["EVALUATING", 0.75],
    ]);
  });

  test("never lets the fraction fall, nor leave 0 to 1", async () => {
    let nowMs = 0;
    const { written, reporter } = reporterAt(() => (nowMs += 1000));
    for (const fraction of [0.5, 0.25, 7]) reporter.report(at(fraction));
    await reporter.flush();
    expect(written.map(([, fraction]) => fraction)).toEqual([0.5, 0.5, 1]);
  });

  test("survives a report that cannot be written", async () => {
    let nowMs = 0;
    const { reporter } = reporterAt(
      () => (nowMs += 1000),
      () => Promise.reject(new Error("away")),
    );
    reporter.report(at(0.5));
    reporter.report(at(0.6));
    await expect(reporter.flush()).resolves.toBeUndefined();
  });
});
