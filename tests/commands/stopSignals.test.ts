import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { program } from "../../src/commands/program.js";
import { dataFolder } from "../formats/dataFolder.js";

jest.setTimeout(240_000); // processes and databases take their time to start on a busy machine

let folder: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-signals-"));
  await chmod(folder, 0o755); // the database's own user has to enter it
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const environmentOf = (home: string) => ({
  ...process.env,
  ...{ SEQUITUR_HOME: join(folder, home), DATABASE_URL: "", LOG_LEVEL: "", PORT: "0" },
});

/** Starts the program with an embedded database, and waits until it has said something. */
async function startUntil(said: RegExp, home: string, ...args: readonly string[]) {
  const [command = "", ...rest] = program();
  const child = spawn(command, [...rest, ...args], { env: environmentOf(home) });
  running.add(child);
  const output = { stdout: "", stderr: "" };
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return { code: code as unknown, ...output };
  });
  const begun = new Promise<void>((done) => {
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (text: Buffer) => {
        output[name] += text.toString();
        if (said.test(output[name])) done();
      });
  });
  await Promise.race([begun, ended]);
  return { child, ended };
}

/** One Ctrl-C, as it arrives: from the terminal, from npm, and from whatever else stands between. */
function pressOnce(child: ChildProcess): void {
  for (const signal of ["SIGINT", "SIGINT", "SIGTERM"] as const) child.kill(signal);
}

function stop(home: string): string {
  const [command = "", ...rest] = program();
  return spawnSync(command, [...rest, "stop"], { env: environmentOf(home), encoding: "utf8" }).stdout;
}

describe("a Ctrl-C that arrives several times at once", () => {
  test("ends `serve` in good order, and leaves no database", async () => {
    const { child, ended } = await startUntil(/GraphiQL/, "serve", "serve");
    pressOnce(child);
    expect((await ended).code).toBe(0);
    expect(stop("serve")).toBe("not running\n");
  });

  test("ends `demo` in the middle of a training without a stack, and leaves no database", async () => {
    const { child, ended } = await startUntil(/Training .*training/, "demo", "demo");
    pressOnce(child);
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/Cannot|^\s+at /m);
    expect(stderr).not.toContain('"level":30'); // what the worker says of itself is no part of a demo
    expect(stop("demo")).toBe("not running\n");
  });

  test("ends `import` with one line, and leaves no database", async () => {
    const rows = Array.from({ length: 300_000 }, (_, k) => `u${(k * 7919) % 5_000},i${k % 300},${k}`);
    const data = dataFolder({ "interactions.csv": `userId,itemId,timestamp\n${rows.join("\n")}\n` });
    const { child, ended } = await startUntil(/Applied migrations/, "import", "import", data);
    pressOnce(child);
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toMatch(/\nCannot finish the import: it was interrupted; the same command completes it\n$/);
    expect(stop("import")).toBe("not running\n");
  });
});

describe("sequitur demo", () => {
  test("says in one line that its port is taken, before it makes anything", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { ended } = await startUntil(/Imported/, "taken", "demo", "--port", String(port));
    expect(await ended).toEqual({
      code: 1,
      stdout: "",
      stderr: `Cannot listen on port ${port}: another program uses it; set PORT to another, or to 0 for a free one\n`,
    });
    other.close();
    expect(existsSync(join(folder, "taken"))).toBe(false);
  });
});
