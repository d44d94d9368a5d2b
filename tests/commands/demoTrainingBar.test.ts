import { describe, expect, test } from "@jest/globals";

import { trainingBar } from "../../src/commands/demo/trainingBar.js";
import type { DemoRun } from "../../src/commands/demo/trainDemoModel.js";

const run = (state: DemoRun["state"], fraction: number, epoch: number | null): DemoRun => ({
  ...{ state, error: null, modelVersionId: null },
  progress: { phase: "TRAINING", epoch, epochs: 10, metric: epoch === null ? null : 0.25, fraction, secondsLeft: 7.2 },
});

describe("trainingBar()", () => {
  test("writes a line for each tenth where the stream is no terminal, and 100 % at the end", () => {
    let written = "";
    const stream = { isTTY: false, write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream;
    const bar = trainingBar("Training", stream);
    for (const state of [run("RUNNING", 0.05, null), run("RUNNING", 0.21, 2), run("RUNNING", 0.25, 2)]) bar.show(state);
    bar.show(run("SUCCEEDED", 0.97, null));
    bar.end();
    expect(written.split("\n")).toEqual([
      "Training   0 %  training, 8 s left",
      "Training  20 %  training, epoch 2 of 10, validation NDCG@10 0.250, 8 s left",
      "Training 100 %  succeeded",
      "",
    ]);
  });
});
