import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { PeerPython } from "../harness/peerPython.js";

const run = promisify(execFile);
const MOST_OUTPUT = 10_000_000;

/** Trains by `sequitur train` and gives the seconds that an epoch's steps took, validation left out. */
export async function ownEpochSeconds(data: string, options: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "sequitur-epochs-"));
  try {
    const args = ["dist/main.js", "train", "--data", data, ...options, "--out", join(folder, "artifact"), "--json"];
    const { stdout } = await run(process.execPath, args, { maxBuffer: MOST_OUTPUT });
    return (JSON.parse(stdout) as { secondsPerEpoch: number }).secondsPerEpoch;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same of a script of the references, which prints its result as the last line. */
export async function peerEpochSeconds(
  { python, folder }: PeerPython,
  script: string,
  args: readonly string[],
): Promise<number> {
  const { stdout } = await run(python, [join(folder, script), ...args], { maxBuffer: MOST_OUTPUT });
  const last = stdout.trim().split("\n").at(-1) ?? "";
  const { secondsPerEpoch, secPerEpoch } = JSON.parse(last) as { secondsPerEpoch?: number; secPerEpoch?: number };
  const seconds = secondsPerEpoch ?? secPerEpoch; // the name differs by script
  if (seconds === undefined) throw new Error(`Cannot read the seconds of an epoch from "${last}"`);
  return seconds;
}
