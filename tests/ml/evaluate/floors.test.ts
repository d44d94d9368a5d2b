import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { describe, expect, test } from "@jest/globals";

import { InteractionLogBuilder } from "../../../src/ml/data/interactionLogBuilder.js";
import { splitLeaveLastOut } from "../../../src/ml/data/splitLeaveLastOut.js";
import { evaluateModel } from "../../../src/ml/evaluate/evaluateModel.js";
import { fitMarkov } from "../../../src/ml/models/fitMarkov.js";
import { fitPopular } from "../../../src/ml/models/fitPopular.js";

const FOLDER = join(process.env["SEQUITUR_DATA"] ?? "../shared", "data");

/**
 * HR@10 and NDCG@10 among the full catalogue, test items, no filter: computed once by an independent program in Python that ranks
 * by counts of the next item, then popularity, with ties against the model.
 */
const EXPECTED = {
  "ml-100k": { popular: [0.0838, 0.0432], markov: [0.1442, 0.0766], split: [943, 1682], filtered: [943, 1349] },
  "amazon2018-scientific": {
    popular: [0.0244, 0.0167],
    markov: [0.0897, 0.0681],
    split: [8317, 4344],
    filtered: [3188, 4296],
  },
} as const;

function logOf(set: string) {
  const builder = new InteractionLogBuilder();
  const text = gunzipSync(readFileSync(join(FOLDER, set, "interactions.csv.gz"))).toString("utf8");
  for (const line of text.trim().split("\n").slice(1)) {
    const [userId, itemId, time] = line.split(",");
    builder.add(userId!, itemId!, Number(time));
  }
  return builder.build();
}

/** A test that is skipped, with a word why, where the data set is not there. */
function testOn(set: string): typeof test | typeof test.skip {
  if (existsSync(join(FOLDER, set))) return test;
  process.stderr.write(`skipped: there is no ${join(FOLDER, set)}; SEQUITUR_DATA names the folder that holds "data"\n`);
  return test.skip;
}

describe.each(Object.entries(EXPECTED))("the floors on %s", (set, expected) => {
  testOn(set)("equal those of an independent program, in a split of the published size", async () => {
    const log = logOf(set);
    const filtered = splitLeaveLastOut(log, { filter: "llm-srec" });
    expect([filtered.userIds.length, filtered.itemIds.length]).toEqual(expected.filtered);
    const split = splitLeaveLastOut(log, { filter: "none" });
    expect([split.userIds.length, split.itemIds.length]).toEqual(expected.split);
    for (const model of [fitPopular(split.train, split.itemIds.length), fitMarkov(split.train, split.itemIds.length)]) {
      const { full } = await evaluateModel(model, split, "test");
      const rounded = [full["HR@10"], full["NDCG@10"]].map((value) => Math.round(value * 1e4) / 1e4);
      expect([model.kind, rounded]).toEqual([model.kind, expected[model.kind]]);
    }
  });
});

describe("splitLeaveLastOut() on amazon2018-games", () => {
  testOn("amazon2018-games")("finds the published numbers of users, items and interactions under the filter", () => {
    const {
      userIds,
      itemIds,
      train,
      valid,
      test: targets,
    } = splitLeaveLastOut(logOf("amazon2018-games"), { filter: "llm-srec" });
    const count = (rows: Int32Array): number => rows.filter((row) => row !== 0).length;
    const interactions = train.reduce((sum, rows) => sum + rows.length, count(valid) + count(targets));
    expect([userIds.length, itemIds.length, interactions]).toEqual([25_170, 16_845, 316_672]);
  });
});
