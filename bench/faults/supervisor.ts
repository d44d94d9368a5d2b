import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

import { delay } from "../client/delay.js";
import type { SequiturHome } from "../client/sequiturHome.js";

const RESTART_PAUSE_MS = 100;
const STOP_TIMEOUT_MS = 30_000;

/** Keeps one command running, as systemd or a container runtime would: when it ends, it is started again. */
export class Supervisor {
  /** Ends that nobody here caused: what was said last. A process may give up if the database is killed while it starts. */
  readonly ownEnds: string[] = [];
  private child: ChildProcess;
  private isStopping = false;
  private expectsEnd = false;

  /** @param parameters The command: `serve`, `--no-worker`. */
  constructor(
    private readonly home: SequiturHome,
    private readonly name: string,
    private readonly parameters: readonly string[],
  ) {
    this.child = this.start();
  }

  /** The process that runs now. */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`Cannot start "${this.name}": no process came`);
    return this.child.pid;
  }

  /** Kills the process as a power cut would. It comes back by itself. */
  kill(): void {
    this.expectsEnd = true;
    process.kill(this.pid, "SIGKILL");
  }

  /** Ends the process for good, in good order. @returns Its exit code; null if it had to be killed. */
  async stop(): Promise<number | null> {
    this.isStopping = true;
    const { child } = this;
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    if (hasEnded()) return child.exitCode;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await Promise.race([ended, delay(STOP_TIMEOUT_MS)]);
    if (!hasEnded()) child.kill("SIGKILL");
    await ended;
    return child.exitCode;
  }

  private start(): ChildProcess {
    const child = this.home.start(this.name, ...this.parameters);
    child.once("exit", (code, signal) => {
      if (!this.expectsEnd && !this.isStopping)
        this.ownEnds.push(`${this.name} ended with ${signal ?? code ?? "?"}: ${this.home.lastWords(this.name)}`);
      this.expectsEnd = false;
      setTimeout(() => {
        if (!this.isStopping) this.child = this.start();
      }, RESTART_PAUSE_MS);
    });
    return child;
  }
}
