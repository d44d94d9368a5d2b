import { describe, expect, test } from "@jest/globals";

import { ProgressReporter } from "../../../src/ml/train/progressReporter.js";
import type { TrainingProgress } from "../../../src/ml/train/trainingProgress.js";

function reporter() {
  const clock = { ms: 0 };
  const told: TrainingProgress[] = [];
  const shares = { TRAINING: 0.8, EVALUATING: 0.1, PUBLISHING: 0.1 };
  return {
    clock,
    told,
    reporter: new ProgressReporter(
      () => clock.ms,
      shares,
      (progress) => told.push(progress),
    ),
  };
}

describe("ProgressReporter", () => {
  test("tells what share of the whole is done, never less than before, and what time is left", () => {
    const { clock, told, reporter: tested } = reporter();
    const at = (ms: number, phase: "TRAINING" | "EVALUATING" | "PUBLISHING", fraction: number) => {
      clock.ms = ms;
      tested.report(phase, { fraction });
    };
    at(1_000, "TRAINING", 0.5);
    at(2_000, "TRAINING", 0.25); // the estimate of the end moved away
    at(8_000, "TRAINING", 1);
    at(9_000, "EVALUATING", 1);
    at(9_500, "PUBLISHING", 1);
    expect(told.map(({ fraction }) => Number(fraction.toFixed(6)))).toEqual([0.4, 0.4, 0.8, 0.9, 1]);
    expect(told.map(({ secondsLeft }) => secondsLeft)).toEqual([2, 3, 2, 1, 0]);
  });

  test("leaves out what comes too soon, but not what is important, and keeps the latest values", () => {
    const { clock, told, reporter: tested } = reporter();
    tested.report("TRAINING", { fraction: 0.1, epoch: 1, epochs: 5, loss: 3 });
    clock.ms = 50;
    tested.report("TRAINING", { fraction: 0.2, loss: 2 });
    tested.report("TRAINING", { fraction: 0.2, metric: 0.5, important: true });
    clock.ms = 90;
    tested.report("TRAINING", { fraction: 0.3, loss: 1 });
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ phase: "TRAINING", epoch: 1, epochs: 5, loss: 2, metric: 0.5 });
  });

  test("has no time left to tell before anything is done", () => {
    const { told, reporter: tested } = reporter();
    tested.report("TRAINING", { fraction: 0 });
    expect(told).toMatchObject([{ fraction: 0, secondsLeft: null, epoch: null, metric: null }]);
  });
});
