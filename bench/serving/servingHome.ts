import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { Database } from "../../src/store/database.js";
import { openDatabase } from "../../src/store/openDatabase.js";
import { createAdminKey } from "../client/createAdminKey.js";
import { freePort } from "../client/freePort.js";
import { pollUntil } from "../client/pollUntil.js";
import { SequiturHome } from "../client/sequiturHome.js";
import { temporaryHome } from "../client/temporaryHome.js";
import { writeGeneratedLog, type GeneratedUser, type LogSize } from "./generatedLog.js";
import { HttpGraphql, type HttpEndpoint } from "./httpGraphql.js";
import { publishRandomModel } from "./publishRandomModel.js";
import { SILENT_LOG } from "./silentLog.js";
import { withServerProcess } from "./withServerProcess.js";

const START_TIMEOUT_MS = 60_000;

/** A server that runs on a home. */
export interface RunningServer extends HttpEndpoint {
  /** Of `sequitur serve`; its children are the inference process and the worker. */
  readonly pid: number;
}

/** A home with a generated log, imported by the program itself, and a random model that is served; no process runs on it between uses. */
export class ServingHome {
  private constructor(
    readonly sequitur: SequiturHome,
    readonly users: readonly GeneratedUser[],
    readonly size: LogSize,
    /** Where its server answers, while one runs. */
    readonly endpoint: HttpEndpoint,
  ) {}

  /**
   * Makes one. It is removed when the bench ends, or by `remove`.
   *
   * @param languageModel See `publishRandomModel`.
   */
  static async make(size: LogSize, languageModel: string | null = null): Promise<ServingHome> {
    const folder = await temporaryHome("sequitur-bench-");
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    const port = await freePort();
    const sequitur = new SequiturHome(folder, {
      environment: { PORT: String(port), HOST: "127.0.0.1" },
      fromSource: false,
    });
    const users = await writeGeneratedLog(join(folder, "bench-data"), size);
    const database = await openDatabase({ folder, log: SILENT_LOG }); // kept open, so that the server of the database is started once
    try {
      await sequitur.run("import", join(folder, "bench-data"));
      await publishRandomModel(folder, database, { items: size.items, languageModel });
      const secret = await createAdminKey(sequitur, "bench");
      return new ServingHome(sequitur, users, size, { port, secret });
    } finally {
      await database.close();
    }
  }

  /** Runs `use` with the database open. */
  async withDatabase<Result>(use: (database: Database) => Promise<Result>): Promise<Result> {
    const database = await openDatabase({ folder: this.sequitur.folder, log: SILENT_LOG });
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  }

  /** Runs `use` with a server that answers, see `withServerProcess`. */
  withServer<Result>(use: (server: RunningServer) => Promise<Result>): Promise<Result> {
    return withServerProcess(this.sequitur, async (isRunning, pid) => {
      const client = new HttpGraphql(this.endpoint);
      await pollUntil("the server", START_TIMEOUT_MS, () => {
        if (!isRunning()) throw new Error(`Cannot go on: ${this.sequitur.lastWords("serve")}`);
        return client.ask("{ me { space } }", {});
      });
      client.close();
      return use({ ...this.endpoint, pid });
    });
  }

  /** Removes everything. */
  async remove(): Promise<void> {
    await rm(this.sequitur.folder, { recursive: true, force: true });
  }
}
