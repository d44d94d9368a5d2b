import { readFileSync } from "node:fs";

const KB_PER_MB = 1_024;

/** Resident memory of a process, pages that others share counted by share (`Pss`). Linux only. */
export function proportionalMemoryMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kilobytes = /^Pss:\s*(\d+) kB$/m.exec(rollup)?.[1];
  if (kilobytes === undefined) throw new Error(`Cannot find the memory of process ${pid}: its smaps_rollup has no Pss`);
  return Number(kilobytes) / KB_PER_MB;
}
