import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { pollUntil } from "../client/pollUntil.js";
import type { FaultTarget } from "./faultTarget.js";
import { processTable } from "./processTable.js";
import type { Supervisor } from "./supervisor.js";

const TARGET_TIMEOUT_MS = 90_000;

/** Kills, by process id, what belongs to one home, and nothing else. */
export class FaultInjector {
  constructor(
    private readonly home: string,
    private readonly server: Supervisor,
    private readonly worker: Supervisor,
  ) {}

  /** Kills -9; waits for the target where there is none at the moment. @throws {Error} If none comes. */
  async kill(target: FaultTarget): Promise<void> {
    const everything = target === "everything";
    const pids: number[] = [];
    if (target === "database" || everything) pids.push(await this.found("database", () => this.postmaster()));
    if (target === "training") pids.push(await this.found("training", () => Promise.resolve(this.trainingChild())));
    if (target === "server" || everything) this.server.kill();
    if (target === "worker" || everything) this.worker.kill();
    for (const pid of pids) process.kill(pid, "SIGKILL");
  }

  private found(what: string, look: () => Promise<number | null>): Promise<number> {
    return pollUntil(`a process to kill: ${what}`, TARGET_TIMEOUT_MS, look);
  }

  /** PostgreSQL's first process; its number is the first line of the file that it keeps in its data directory. */
  private async postmaster(): Promise<number | null> {
    const [line] = (await readFile(join(this.home, "postgres", "postmaster.pid"), "utf8")).split("\n");
    const pid = Number(line);
    // A stale file may name a process of somebody else by now.
    const isOurs = processTable().some((running) => running.pid === pid && running.commandLine.includes(this.home));
    return isOurs ? pid : null;
  }

  private trainingChild(): number | null {
    const children = processTable().filter(({ parentPid }) => parentPid === this.worker.pid);
    return children.find(({ commandLine }) => / train /.test(commandLine))?.pid ?? null;
  }

  /** Processes of this home that are still there: after a stop in good order there are none. */
  leftovers(): readonly string[] {
    return processTable()
      .filter(({ pid, commandLine, environment }) => {
        const isOfHome = commandLine.includes(this.home) || environment.includes(`SEQUITUR_HOME=${this.home}\n`);
        return isOfHome && pid !== process.pid;
      })
      .map(({ pid, commandLine }) => `${pid} ${commandLine}`);
  }
}
