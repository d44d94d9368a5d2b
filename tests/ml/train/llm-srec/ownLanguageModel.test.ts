import { expect, test } from "@jest/globals";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { openCheckpoint } from "../../../../src/ml/llm/openCheckpoint.js";
import { ownLanguageModel } from "../../../../src/ml/train/llm-srec/ownLanguageModel.js";
import { temporaryFolder } from "../../artifact/temporaryFolder.js";

const TEXTS = Array.from({ length: 12 }, (_, index) => `Title number ${index}`);

test("a language model of the catalogue is made once for the same seed, texts and prompts", async () => {
  const { path: folder, remove } = await temporaryFolder();
  let steps = 0;
  const request = {
    ...{ texts: TEXTS, prompts: ["A user has seen"], seed: 1, mostSteps: 2, threads: 1, backend: "onnx" as const },
    clock: () => 0,
    onProgress: () => {
      steps++;
    },
  };
  const made = await ownLanguageModel(folder, request);
  expect(steps).toBe(2);
  await (await openCheckpoint(made.path)).close();

  expect(await ownLanguageModel(folder, request)).toEqual(made);
  expect(steps).toBe(2);

  await ownLanguageModel(folder, { ...request, seed: 2 });
  await ownLanguageModel(folder, { ...request, texts: TEXTS.slice(1) });
  await ownLanguageModel(folder, { ...request, prompts: [] });
  expect(steps).toBe(8);

  await writeFile(join(made.path, "made.json"), "{");
  await ownLanguageModel(folder, { ...request, prompts: [] });
  expect(steps).toBe(10);
  expect(await readdir(folder)).toEqual(["catalogue"]);
  await remove();
});
