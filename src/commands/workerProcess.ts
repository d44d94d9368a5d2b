import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";

/** A worker that lived this long was well: the pause before the next start begins anew. */
const WELL_AFTER_MS = 60_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How long a worker may take to end before it is killed; its run is retried by another. */
const END_DEADLINE_MS = 10_000;

/** What a worker process is kept with. */
export interface WorkerProcessOptions {
  /** The command line that starts this program. */
  readonly program: readonly string[];
  /** Variables that it gets besides, or instead of, those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps `sequitur work` running in a process of its own: one that dies is started again, after a growing pause. */
export class WorkerProcess {
  private child: ChildProcess | null = null;
  private timer: NodeJS.Timeout | null = null;
  private pauseMs = FIRST_PAUSE_MS;
  private isClosing = false;

  constructor(private readonly options: WorkerProcessOptions) {
    this.start();
  }

  /** Ends the worker; a run that it is on goes back to the queue. */
  async close(): Promise<void> {
    this.isClosing = true;
    if (this.timer !== null) clearTimeout(this.timer);
    const { child } = this;
    if (child === null) return;
    const gone = once(child, "exit");
    const deadline = setTimeout(() => child.kill("SIGKILL"), END_DEADLINE_MS);
    child.kill("SIGTERM");
    await gone;
    clearTimeout(deadline);
  }

  private start(): void {
    const { program, environment, clock, log } = this.options;
    const [command = process.execPath, ...args] = program;
    const startedAtMs = clock();
    // The worker ends when the channel closes, however this process went.
    const child = spawn(command, [...args, "work"], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, ...environment },
    });
    this.child = child;
    child.once("error", (error) => log.error({ error }, "the worker process cannot be started"));
    child.once("close", (code, signal) => {
      this.child = null;
      if (this.isClosing) return;
      if (clock() - startedAtMs > WELL_AFTER_MS) this.pauseMs = FIRST_PAUSE_MS;
      log.warn({ code, signal, pauseMs: this.pauseMs }, "the worker process ended: it is started again");
      this.timer = setTimeout(() => this.start(), this.pauseMs);
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    });
  }
}
