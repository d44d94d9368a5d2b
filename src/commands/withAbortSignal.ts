import type { Clock } from "../domain/clock.js";
import { INTERRUPTED_EXIT_CODE } from "./interruptedExitCode.js";

/** What a terminal, a supervisor and another process send to end a command. */
const STOPS = ["SIGINT", "SIGTERM"] as const;

/** A service also ends when its terminal is closed, or the process that started it with an IPC channel is gone. */
const ABANDONED = ["SIGHUP", "disconnect"] as const;

/**
 * npm, npx and timeout send on what the terminal has sent to the whole process group: one Ctrl-C arrives twice, milliseconds
 * apart. Nobody presses a second time within a second because the first seemed to do nothing.
 */
const SAME_KEYSTROKE_MS = 1_000;

/** What is needed of `process`. */
export type SignalledProcess = Pick<NodeJS.Process, "on" | "off" | "exit" | "connected">;

/** How a command is stopped. */
export interface AbortSignalOptions {
  readonly clock: Clock;
  /** Whether the end of its terminal or of its parent stops it too. */
  readonly isService?: boolean;
  readonly process?: SignalledProcess;
}

/**
 * Does work that SIGINT and SIGTERM end where it can end cleanly: they abort the signal that the work gets. A second one ends
 * the process at once, with exit code 130, unless it comes so soon that it is the same keystroke.
 */
export async function withAbortSignal<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  { clock, isService = false, process: side = process }: AbortSignalOptions,
): Promise<Result> {
  const controller = new AbortController();
  let stoppedAtMs: number | null = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (stoppedAtMs !== null && clock() - stoppedAtMs >= SAME_KEYSTROKE_MS) side.exit(INTERRUPTED_EXIT_CODE);
    stoppedAtMs ??= clock();
    controller.abort(signal);
  };
  const abandon = (): void => {
    controller.abort("abandoned");
  };
  for (const signal of STOPS) side.on(signal, stop);
  if (isService) for (const event of ABANDONED) side.on(event, abandon);
  const isConnected = side.connected as boolean | undefined; // undefined: no process waits at the other end of a channel
  if (isService && isConnected === false) abandon();
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of STOPS) side.off(signal, stop);
    for (const event of ABANDONED) side.off(event, abandon);
  }
}
