import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { runTrainingCommand } from "../../src/jobs/trainingCommand.js";
import { sequiturData } from "../commands/sequiturData.js";
import { scriptCommand } from "./scriptCommand.js";

jest.setTimeout(120_000); // the real program takes its time to start on a busy machine

/** The real program, which tells its process number first. */
const program = [
  ...["/bin/sh", "-c", 'echo "pid $$" >&2; exec "$@"', "sh"],
  ...scriptCommand(new URL("../../src/main.ts", import.meta.url)),
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-command-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Trains for ever, and does something as soon as the training is under way. */
async function interrupted(name: string, interrupt: (pid: number) => void, signal = new AbortController().signal) {
  const logFile = join(folder, `${name}.log`);
  const args = ["--data", sequiturData(), "--out", join(folder, name), "--epochs", "1000000", "--threads", "1"];
  let isUnderWay = false;
  await runTrainingCommand({
    program,
    args: [...args, "--json", "--progress", "json"],
    logFile,
    signal,
    onProgress({ phase }) {
      if (isUnderWay || phase !== "TRAINING") return;
      isUnderWay = true;
      void readFile(logFile, "utf8").then((log) => {
        interrupt(Number(/^pid (\d+)$/m.exec(log)?.[1]));
      });
    },
  });
}

describe("runTrainingCommand()", () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    test(`takes ${signal} from outside for a passing fault`, async () => {
      await expect(interrupted(signal, (pid) => process.kill(pid, signal))).rejects.toMatchObject({
        name: "TrainingFault",
        isPassing: true,
        message:
          "Cannot train: the training process was interrupted by SIGINT or SIGTERM, and nobody cancelled the run",
      });
    });

  test("throws the reason of its own signal, whatever the process says of its end", async () => {
    const reason = new Error("cancelled");
    const attempt = new AbortController();
    const interrupt = (pid: number): void => {
      process.kill(pid, "SIGTERM");
      attempt.abort(reason);
    };
    await expect(interrupted("cancelled", interrupt, attempt.signal)).rejects.toBe(reason);
  });
});
