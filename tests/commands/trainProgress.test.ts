import { Writable } from "node:stream";

import { describe, expect, test } from "@jest/globals";

import { TrainProgressLines } from "../../src/commands/trainProgressLines.js";
import { trainProgressText } from "../../src/commands/trainProgressText.js";
import type { TrainingProgress } from "../../src/ml/index.js";

const TRAINING: TrainingProgress = {
  phase: "TRAINING",
  epoch: 12,
  epochs: 200,
  loss: 1.2345,
  metric: 0.05123,
  fraction: 0.3,
  secondsLeft: 65,
};

describe("trainProgressText()", () => {
  test("tells what is known, and nothing else", () => {
    expect(trainProgressText(TRAINING)).toBe(
      "Training, epoch 12 of at most 200, loss 1.234, validation NDCG@10 .0512, 1:05 left",
    );
    expect(trainProgressText({ ...TRAINING, metric: null, secondsLeft: null, epochs: null })).toBe(
      "Training, epoch 12, loss 1.234",
    );
    expect(trainProgressText({ ...TRAINING, phase: "REFITTING", epochs: 40, metric: null, secondsLeft: 0 })).toBe(
      "Refitting, epoch 12 of 40, loss 1.234, 0:00 left",
    );
    expect(trainProgressText({ ...TRAINING, phase: "PUBLISHING", metric: null, secondsLeft: 59.6 })).toBe(
      "Writing, 1:00 left",
    );
  });
});

describe("TrainProgressLines", () => {
  test("writes a line for news, and else one every ten seconds", () => {
    const clock = { ms: 0 };
    let written = "";
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written += chunk.toString();
        done();
      },
    });
    const lines = new TrainProgressLines(stream, () => clock.ms);
    for (const [ms, metric] of [
      [0, null],
      [100, null],
      [9_000, null],
      [10_000, null],
      [10_100, 0.1],
      [10_200, 0.1],
    ] as const) {
      clock.ms = ms;
      lines.show({ ...TRAINING, metric, epoch: ms });
    }
    lines.show({ ...TRAINING, phase: "EVALUATING" });
    const epochs = written
      .trimEnd()
      .split("\n")
      .map((line) => /epoch (\d+)/.exec(line)?.[1] ?? line.split(",")[0]);
    expect(epochs).toEqual(["0", "10000", "10100", "Evaluating"]);
  });
});
