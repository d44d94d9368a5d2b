import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

import { ERROR_CODES, type ErrorCode } from "../domain/errorCode.js";
import { generalFault } from "../domain/generalFault.js";
import type { TrainingProgress } from "../store/trainingRun.js";
import { TrainingFault } from "./trainingFault.js";

/** The result is one JSON object of a few kilobytes; a program that says more than this is not ours. */
const MAX_RESULT_LENGTH = 10_000_000;

/** A line of `Cannot ...` is shorter; what is longer is cut for the run's row, not for its log. */
const MAX_FAULT_LENGTH = 500;

/** The exit code of a command that SIGINT or SIGTERM ended. */
const INTERRUPTED = 130;

const INTERRUPTION =
  "Cannot train: the training process was interrupted by SIGINT or SIGTERM, and nobody cancelled the run";

const SEE_LOG = "Cannot train: the training process failed, and its log says why";

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
 * @throws {TrainingFault} If it failed, with the line of standard error that tells why, or with general words where that line
 *   is not for all who may read a run; or was ended from outside, which is a passing fault; or the signal's reason.
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
    const [end, result, fault] = await Promise.all([endOf(child), readResult(child), readReports(child, options)]);
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

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      reject(new TrainingFault("Cannot train: the training process cannot be started", false, { cause }));
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

/** What a process said of its failure. */
interface Fault {
  /** Null: a bug, a fault of the system, or no word of it. */
  readonly code: ErrorCode | null;
  /** The line that begins with "Cannot"; null if there is none. */
  readonly line: string | null;
}

async function readReports({ stderr }: ChildProcess, options: TrainingCommandOptions): Promise<Fault> {
  const log = createWriteStream(options.logFile, { flags: "a" });
  const logEnd = finished(log);
  logEnd.catch(() => undefined); // awaited below, but a full disk may speak first
  let [code, said]: [ErrorCode | null, string | null] = [null, null];
  if (stderr !== null)
    for await (const line of createInterface({ input: stderr })) {
      log.write(`${line}\n`);
      if (line.startsWith("Cannot ")) said = line.trim().slice(0, MAX_FAULT_LENGTH);
      const report = reportOf(line);
      code = faultCodeOf(report) ?? code;
      const progress = progressOf(report);
      if (progress !== null) options.onProgress(progress);
    }
  log.end();
  await logEnd.catch(() => undefined); // a log that cannot be written is no reason to throw a model away
  return { code, line: said };
}

/** What the process tells in JSON: how far it is, or the code of its fault. */
type Report = Partial<TrainingProgress> & { readonly fault?: unknown };

function reportOf(line: string): Report | null {
  return line.startsWith("{") ? (parsedOrNull(line) as Report | null) : null;
}

function faultCodeOf(report: Report | null): ErrorCode | null {
  const fault = report?.fault;
  return typeof fault === "string" && Object.hasOwn(ERROR_CODES, fault) ? (fault as ErrorCode) : null;
}

function progressOf(report: Report | null): TrainingProgress | null {
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

function faultOf({ code, killedBy }: End, fault: Fault): TrainingFault {
  if (code === null) return killedFault(killedBy);
  if (code === INTERRUPTED) return new TrainingFault(INTERRUPTION, true); // the signal was not ours: that was thrown before
  return new TrainingFault(lineForReaders(fault), false);
}

/** The process speaks to whoever runs it; a line of the run is for more. `BAD_INPUT` tells of a command line, which names folders of ours. */
function lineForReaders({ code, line }: Fault): string {
  if (code === null || line === null || code === "BAD_INPUT") return SEE_LOG;
  const general = generalFault(code);
  return general === null ? line : `Cannot train: ${general}`;
}

function killedFault(killedBy: NodeJS.Signals | null): TrainingFault {
  const why = killedBy === "SIGKILL" ? ", as the system does when memory runs out" : "";
  return new TrainingFault(`Cannot train: the training process was ended by ${killedBy ?? "a signal"}${why}`, true);
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
