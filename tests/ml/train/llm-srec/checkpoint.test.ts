import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  readCheckpoint,
  removeCheckpoint,
  saveCheckpoint,
  type TrainingCheckpoint,
} from "../../../../src/ml/train/llm-srec/checkpoint.js";
import { noStandardization } from "../../../../src/ml/train/llm-srec/standardization.js";
import type { LlmSrecValidation } from "../../../../src/ml/train/llm-srec/validator.js";
import { temporaryFolder } from "../../artifact/temporaryFolder.js";

const FILE = "training.checkpoint";
const parameters = { weight: { shape: [2, 3], data: Float32Array.of(1, -2, 3, 0.1, 5, 6) } };

/** A checkpoint of a training of states two wide. */
function checkpoint(round: number): TrainingCheckpoint<{ readonly note: string }> {
  const validation = { round, passes: 1, seconds: 0.1, loss: 0.3 } as LlmSrecValidation;
  const none = noStandardization(2);
  const cached = { items: Float32Array.of(7, 8), statistics: { out: none, lastItem: none, item: none } };
  return {
    ...{ round, sinceBest: 1, spentMs: 1234, own: { note: "line\nbreak" }, parameters },
    best: { parameters, cached, validation },
    validations: [validation],
  };
}

let workFolder: string;
let remove: () => Promise<void>;
let notices: string[];
const onNotice = (line: string) => notices.push(line);

beforeEach(async () => {
  ({ path: workFolder, remove } = await temporaryFolder());
  notices = [];
});
afterEach(() => remove());

const read = (key = "key") => readCheckpoint({ workFolder, key, onNotice });

describe("a checkpoint", () => {
  test("is read as it was written, the newest alone, until it is removed", async () => {
    expect(await read()).toBeNull();
    await saveCheckpoint({ workFolder, key: "key" }, checkpoint(1));
    await saveCheckpoint({ workFolder, key: "key" }, checkpoint(2));
    expect(await read()).toEqual(checkpoint(2));
    expect(await readdir(workFolder)).toEqual([FILE]);
    await removeCheckpoint(workFolder);
    expect(await read()).toBeNull();
    expect(notices).toEqual([]);
  });

  test("counts as none, and that is told, where any part of it is missing or altered", async () => {
    await saveCheckpoint({ workFolder, key: "key" }, checkpoint(1));
    const path = join(workFolder, FILE);
    const whole = await readFile(path);
    const altered = Buffer.from(whole);
    altered[altered.length - 1]! ^= 1;
    const damaged = [...[0, 10, 64, 65, 100, whole.length - 1].map((end) => whole.subarray(0, end)), altered];
    for (const bytes of damaged) {
      await writeFile(path, bytes);
      expect(await read()).toBeNull();
    }
    expect(notices).toEqual(damaged.map(() => `The checkpoint ${JSON.stringify(path)} is damaged: the training begins anew`)); // prettier-ignore
  });

  test("of another training counts as none, and that is told", async () => {
    await saveCheckpoint({ workFolder, key: "key" }, checkpoint(1));
    expect(await read("another")).toBeNull();
    expect(notices).toEqual([expect.stringMatching(/^The checkpoint .* is of another training: this one begins anew$/)]); // prettier-ignore
  });

  test("that was not written to its end leaves the one before", async () => {
    await saveCheckpoint({ workFolder, key: "key" }, checkpoint(1));
    await writeFile(join(workFolder, `${FILE}.partial`), "cut");
    expect(await read()).toEqual(checkpoint(1));
    await saveCheckpoint({ workFolder, key: "key" }, checkpoint(2));
    expect(await read()).toEqual(checkpoint(2));
  });
});
