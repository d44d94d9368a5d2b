import { spawn } from "node:child_process";

import type { PostgresAccount } from "./postgresAccount.js";

/**
 * Runs `pg_ctl` and returns its exit code, nothing of what it prints: a server that it starts would inherit our pipes and hold them open for ever.
 *
 * @param program Path of `pg_ctl`.
 */
export function pgCtl(program: string, commandLine: readonly string[], account: PostgresAccount): Promise<number> {
  return new Promise((resolve, reject) => {
    spawn(program, commandLine, { ...account, stdio: "ignore" })
      .on("error", reject)
      .on("exit", (code) => {
        resolve(code ?? 1);
      });
  });
}
