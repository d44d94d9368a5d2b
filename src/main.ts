#!/usr/bin/env node
import { readFileSync } from "node:fs";

import { Command } from "commander";

import { registerDemo } from "./commands/demo.js";
import { registerEvaluate } from "./commands/evaluate.js";
import { explainFailure } from "./commands/explainFailure.js";
import { registerImport } from "./commands/import.js";
import { INTERRUPTED_EXIT_CODE } from "./commands/interruptedExitCode.js";
import { registerKeys } from "./commands/keys.js";
import { registerServe } from "./commands/serve.js";
import { registerSpaces } from "./commands/spaces.js";
import { registerStop } from "./commands/stop.js";
import { registerTrain } from "./commands/train.js";
import { registerWork } from "./commands/work.js";
import { DomainError } from "./domain/domainError.js";
import { endWithParent } from "./jobs/endWithParent.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const program = new Command("sequitur")
  .description("A self-hosted sequential recommendation platform with a GraphQL API.")
  .version(version)
  .hook("preAction", (_program, command) => {
    if (command.name() === "train") endWithParent(process); // a worker that was killed leaves no training behind
  });
for (const register of [
  registerDemo,
  registerServe,
  registerWork,
  registerImport,
  registerTrain,
  registerEvaluate,
  registerSpaces,
  registerKeys,
  registerStop,
])
  register(program);

program.parseAsync().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(explainFailure(error));
    process.exit(error instanceof DomainError && error.code === "CANCELLED" ? INTERRUPTED_EXIT_CODE : 1);
  },
);
