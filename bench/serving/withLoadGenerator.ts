import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startLineProcess } from "../harness/lineProcess.js";
import type { HttpEndpoint } from "./httpGraphql.js";
import type { LoadResult, LoadTask } from "./loadTask.js";
import type { ServingHome } from "./servingHome.js";

/** Runs one load after the other against a server, from a process of its own. */
export type LoadGenerator = (task: LoadTask) => Promise<LoadResult>;

/** Starts a load generator, lets `use` work with it, and ends it. */
export async function withLoadGenerator<Result>(
  { sequitur, users, size }: ServingHome,
  { port, secret }: HttpEndpoint,
  use: (load: LoadGenerator) => Promise<Result>,
): Promise<Result> {
  const usersFile = join(sequitur.folder, "bench-users.json");
  await writeFile(usersFile, JSON.stringify(users));
  const script = fileURLToPath(new URL("loadGenerator.ts", import.meta.url));
  const child = startLineProcess(process.execPath, ["--import", "tsx", script]);
  try {
    await child.ask({ op: "open", port, secret, usersFile, items: size.items });
    return await use((task) => child.ask<LoadResult>({ op: "load", ...task }));
  } finally {
    await child.close();
  }
}
