import { existsSync } from "node:fs";
import { join } from "node:path";

import { test } from "@jest/globals";

/** Where the models of tests lie that are no part of the project. */
export const MODELS = join(process.env["SEQUITUR_DATA"] ?? "../shared", "models");

/** The test, or where a folder of models is absent its omission, with a word why. */
export function testOnModels(name: string): typeof test | typeof test.skip {
  const folder = join(MODELS, name);
  if (existsSync(folder)) return test;
  process.stderr.write(`skipped: there is no ${folder}; SEQUITUR_DATA names the folder that holds "models"\n`);
  return test.skip;
}
