import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { readTrainingLog } from "../../../src/commands/readTrainingLog.js";
import { splitLeaveLastOut } from "../../../src/ml/data/splitLeaveLastOut.js";
import { trainModel } from "../../../src/ml/train/trainModel.js";

const DEADLINE_MS = 300_000;
const data = join(process.env["SEQUITUR_DATA"] ?? "../shared", "data", "ml-100k");

/** The test, or where the data set is absent its omission, with a word why. */
function testOnData(): typeof test | typeof test.skip {
  if (existsSync(data)) return test;
  process.stderr.write(`skipped: there is no ${data}; SEQUITUR_DATA names the folder that holds "data"\n`);
  return test.skip;
}

describe("trainModel() on MovieLens 100K", () => {
  testOnData()(
    "beats popularity within a hundred steps, and loses most of it when histories are shuffled",
    async () => {
      const { log } = await readTrainingLog({ data, format: "auto" }, () => undefined);
      const source = { name: "ml-100k", cutOff: null, filter: "llm-srec", eventMeanings: {} } as const;
      const { report } = await trainModel({
        kind: "sasrec",
        split: splitLeaveLastOut(log, source),
        source,
        recipe: "default",
        // It has to show that it learns, not how much: a small network that reads little, for few steps
        overrides: {
          width: 32,
          blocks: 1,
          maxLength: 20,
          averagingPower: null,
          learningRate: 5e-3,
          epochs: 15,
          epochsPerValidation: 5,
        },
        seed: 0,
        backend: "onnx",
        threads: 1,
        refit: false,
        clock: () => 0,
        peakMemoryMb: () => 0,
      });
      expect([report.users, report.items]).toEqual([932, 1_349]);
      expect(report.rows.ordered.full["NDCG@10"]).toBeGreaterThan(0.06); // popularity: .045
      expect(report.rows.shuffled.full["NDCG@10"]).toBeLessThan(0.75 * report.rows.ordered.full["NDCG@10"]);
    },
    DEADLINE_MS,
  );
});
