import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { describe, expect, test } from "@jest/globals";

const execute = promisify(execFile);
const PATIENCE_MS = 600_000;
const isLinux = process.platform === "linux";
if (!isLinux) console.warn("skipped: the fault loop reads /proc, so it runs on Linux only");

describe("npm run faults", () => {
  (isLinux ? test : test.skip)(
    "loses nothing when worker, server, database and training are killed under load, one by one and at once",
    async () => {
      const parameters = ["--import", "tsx", "bench/faults/faults.ts", "--kills", "5", "--source", "--json"];
      const { stdout } = await execute(process.execPath, parameters, { timeout: PATIENCE_MS });
      const report = JSON.parse(stdout) as { acknowledged: number; stored: number; faults: string[]; kills: object };
      expect(report.faults).toEqual([]);
      expect(report.stored).toBe(report.acknowledged);
      expect(report.acknowledged).toBeGreaterThan(0);
      for (const target of ["worker", "server", "database", "training", "everything"])
        expect(report.kills).toHaveProperty([target, "count"], 1);
    },
    PATIENCE_MS,
  );
});
