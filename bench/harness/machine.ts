import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/** What figures were measured on, and of what. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  readonly platform: string;
  /** Short hash; "+" after it where the tree had changes. */
  readonly commit: string;
  readonly date: string;
}

const GIB = 2 ** 30;

/** Reads the machine and the commit of the working folder. */
export function machine(now: Date): Machine {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  const isChanged = git("status", "--porcelain", "--untracked-files=no") !== "";
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / GIB),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    commit: `${git("rev-parse", "--short", "HEAD")}${isChanged ? "+" : ""}`,
    date: now.toISOString().slice(0, "2000-01-01".length),
  };
}
