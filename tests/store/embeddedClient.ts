import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

const PROGRAM = `
  import { readFileSync } from "node:fs";
  import { openEmbeddedDatabase } from "./src/store/embedded/openEmbeddedDatabase.ts";
  import { silentLog } from "./tests/harness/silentLog.ts";
  const database = await openEmbeddedDatabase(process.argv[1], silentLog);
  process.stdout.write("open " + readFileSync(process.argv[1] + "/postmaster.pid", "utf8").split("\\n")[0]);
  process.stdin.on("data", async () => {
    process.stdout.write(await database.close());
    process.exit(0);
  });`;

/** Another process that has the embedded database of a folder open. */
export interface EmbeddedClient {
  /** Process number of the server it was connected to at first. */
  readonly server: string;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Lets it close the database, and tells what became of the server. */
  close(): Promise<string>;
}

/** Starts a process that opens a folder's database, and waits until it has. */
export async function startEmbeddedClient(folder: string): Promise<EmbeddedClient> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", PROGRAM, folder],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const exit = once(child, "exit");
  const said = () => once(child.stdout ?? child, "data").then(([text]) => String(text));
  const first = await Promise.race([said(), exit.then(() => "ended")]);
  if (!first.startsWith("open "))
    throw new Error(`Cannot start a client of ${folder}: it said ${JSON.stringify(first)}`);
  return {
    server: first.slice("open ".length),
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
    async close() {
      const answer = said();
      child.stdin?.write("close\n");
      const text = await answer;
      await exit;
      return text;
    },
  };
}
