import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-start-"));
  await chmod(folder, 0o755); // the database's own user has to enter it
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(args: readonly string[], environment: Readonly<Record<string, string>>) {
  return spawnSync(process.execPath, ["--import", "tsx", "src/main.ts", ...args], {
    encoding: "utf8",
    timeout: 100_000,
    env: { ...process.env, LOG_LEVEL: "error", ...environment },
  });
}

describe("sequitur", () => {
  test("says that its port is taken, in one line, and leaves no database behind", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const home = join(folder, "home");
    const { status, stderr } = run(["serve"], { SEQUITUR_HOME: home, PORT: String(port) });
    other.close();
    expect(stderr).toBe(
      `Cannot listen on port ${port}: another program uses it; set PORT to another, or to 0 for a free one\n`,
    );
    expect(status).toBe(1);
    expect(run(["stop"], { SEQUITUR_HOME: home }).stdout).toBe("not running\n");
  }, 120_000);

  test("says in one line that its home is no folder", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const { status, stderr } = run(["keys", "list"], { SEQUITUR_HOME: file });
    expect(stderr).toBe(`Cannot use "${file}" as a folder: it is a file\n`);
    expect(status).toBe(1);
  }, 60_000);
});
