import { readdirSync, readFileSync } from "node:fs";

/** A running process, as `/proc` shows it. */
export interface RunningProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
  /** Its environment at start; empty where it belongs to somebody else. */
  readonly environment: string;
}

/** All processes of the machine that may be seen. Linux only, as the whole fault loop is. */
export function processTable(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const status = readText(`/proc/${name}/status`);
      const parent = /^PPid:\s*(\d+)$/m.exec(status)?.[1];
      // Zombies have ended: they only wait for their parent to hear of it.
      if (parent === undefined || /^State:\s*Z/m.test(status)) return [];
      return {
        pid: Number(name),
        parentPid: Number(parent),
        commandLine: readText(`/proc/${name}/cmdline`).replaceAll("\0", " "),
        environment: readText(`/proc/${name}/environ`).replaceAll("\0", "\n"),
      };
    });
}

/** Empty if the process has ended meanwhile or is not ours to look into. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
