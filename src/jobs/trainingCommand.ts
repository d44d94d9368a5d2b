import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

import type { TrainingProgress } from "../store/trainingRun.js";
import { TrainingFault } from "./trainingFault.js";

/** The result is one JSON object of a few kilobytes; a program that says more than this is not ours. */
const MAX_RESULT_LENGTH = 10_000_000;

/** A line of `Cannot ...` is shorter; what is longer is cut for the run's row, not for its log. */
const MAX_FAULT_LENGTH = 500;

/** A stack is shorter. */
const LINES_LOOKED_AT = 50;

/** The exit code of a command that SIGINT or SIGTERM ended. */
const INTERRUPTED = 130;

const INTERRUPTION =
  "Cannot train: the training process was interrupted by SIGINT or SIGTERM, and nobody cancelled the run";

/** A training process to run. */
export interface TrainingCommandOptions {
  /** The command line that starts this program. */
  readonly program: readonly string[];
  /** Of the command `train`, without it. */
  readonly args: readonly string[];
  /** Everything that the process says on standard error is added to it. */
  readonly logFile: string;
  /** Ends the process at once. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
}

/**
 * Trains in a process of its own, which dies with this one.
 *
 * @returns The JSON object that it printed.
 * @throws {TrainingFault} If it failed, with the line of standard error that tells why, or was ended from outside, which is
 *   a passing fault; or the signal's reason.
 */
export async function runTrainingCommand(options: TrainingCommandOptions): Promise<unknown> {
  const { program, args, signal } = options;
  signal.throwIfAborted();
  const [command = "", ...programArgs] = program;
  const child = spawn(command, [...programArgs, "train", ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"], // the process ends when the channel closes: see `endWithParent`
    detached: process.platform !== "win32", // a process group of its own, so that all of it can be killed
  });
  const kill = (): void => {
    killGroup(child);
  };
  signal.addEventListener("abort", kill, { once: true });
  try {
    yieldToServing(child);
    const [end, result, fault] = await Promise.all([
      endOf(child, command),
      readResult(child),
      readReports(child, options),
    ]);
    signal.throwIfAborted();
    if (end.code === 0) return parsed(result);
    throw faultOf(end, fault);
  } finally {
    signal.removeEventListener("abort", kill);
    if (child.exitCode === null && child.signalCode === null) kill();
  }
}

interface End {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
}

function endOf(child: ChildProcess, command: string): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      reject(new TrainingFault(`Cannot start the training process "${command}": ${cause.message}`, false, { cause }));
    });
    child.once("close", (code, killedBy) => {
      resolve({ code, killedBy });
    });
  });
}

async function readResult({ stdout }: ChildProcess): Promise<string> {
  let text = "";
  if (stdout === null) return text;
  stdout.setEncoding("utf8");
  for await (const part of stdout as AsyncIterable<string>) if (text.length < MAX_RESULT_LENGTH) text += part;
  return text;
}

/** @returns The line that tells best why the process failed, if it did; empty if it said nothing. */
async function readReports({ stderr }: ChildProcess, options: TrainingCommandOptions): Promise<string> {
  const log = createWriteStream(options.logFile, { flags: "a" });
  const logEnd = finished(log);
  logEnd.catch(() => undefined); // awaited below, but a full disk may speak first
  const lines: string[] = [];
  if (stderr !== null)
    for await (const line of createInterface({ input: stderr })) {
      log.write(`${line}\n`);
      const progress = progressOf(line);
      if (progress !== null) options.onProgress(progress);
      else if (lines.push(line.trim()) > LINES_LOOKED_AT) lines.shift();
    }
  log.end();
  await logEnd.catch(() => undefined); // a log that cannot be written is no reason to throw a model away
  return faultLine(lines);
}

/** Commands end with one line that begins with "Cannot". A crash ends with a stack, the fault above it. */
function faultLine(lines: readonly string[]): string {
  const line =
    lines.findLast((text) => text.startsWith("Cannot ")) ??
    lines.findLast((text) => /^\w*Error\b/.test(text)) ??
    lines.findLast((text) => text !== "");
  return line?.slice(0, MAX_FAULT_LENGTH) ?? "";
}

function progressOf(line: string): TrainingProgress | null {
  if (!line.startsWith("{")) return null;
  const report = parsedOrNull(line) as Partial<TrainingProgress> | null;
  if (typeof report?.phase !== "string" || typeof report.fraction !== "number") return null;
  const { phase, fraction, epoch = null, epochs = null, loss = null, metric = null, secondsLeft = null } = report;
  return { phase, fraction, epoch, epochs, loss, metric, secondsLeft };
}

function parsed(result: string): unknown {
  const value = parsedOrNull(result);
  if (typeof value === "object" && value !== null) return value;
  throw new TrainingFault("Cannot use what the training process printed: one JSON object is wanted", false);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null; // the callers say what it means
    throw cause;
  }
}

function faultOf({ code, killedBy }: End, said: string): TrainingFault {
  if (code === null) return killedFault(killedBy);
  if (code === INTERRUPTED) return new TrainingFault(INTERRUPTION, true); // the signal was not ours: that was thrown before
  return new TrainingFault(said === "" ? exitLine(code) : said, false);
}

function killedFault(killedBy: NodeJS.Signals | null): TrainingFault {
  const why = killedBy === "SIGKILL" ? ", as the system does when memory runs out" : "";
  return new TrainingFault(`Cannot train: the training process was ended by ${killedBy ?? "a signal"}${why}`, true);
}

function exitLine(code: number): string {
  return `Cannot train: the training process ended with exit code ${code} and no word`;
}

/** Trains when nobody needs the processor for an answer. */
function yieldToServing({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    return; // it has ended already, or the system has no priorities: both are fine
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // ESRCH: it has ended, with all its group
  }
}
