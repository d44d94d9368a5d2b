import { existsSync, readFileSync } from "node:fs";

/** Whether a process runs; one that has ended and whom nobody has waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync("/proc/self/stat") || (existsSync(stat) && !/\) Z/.test(readFileSync(stat, "utf8")));
}
