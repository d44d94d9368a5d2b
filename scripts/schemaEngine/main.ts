/**
 * @file Stand-in for Prisma's native schema engine: the same JSON-RPC over stdio, answered by the same engine's WASM build over `pg`.
 * prisma.config.ts points PRISMA_SCHEMA_ENGINE_BINARY here unless the user set it.
 */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

import { answerRequest, type FailureHint } from "./answerRequest.js";
import { closeAll } from "./closers.js";
import { createEngine, type SchemaEngine } from "./createEngine.js";
import { debugLog } from "./debugLog.js";
import { engineAdapter } from "./engineAdapter.js";
import { reachDatabase } from "./reachDatabase.js";
import { runCliCommand } from "./runCliCommand.js";
import { shadowDatabase, ShadowDatabaseError } from "./shadowDatabase.js";

if (process.argv.includes("--version")) {
  console.log("schema-engine-cli wasm");
  process.exit(0);
}
debugLog(process.argv.slice(2).map((argument) => argument.replace(/:[^:@]*@/, ":***@")));

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  allowPositionals: true,
  options: { datamodels: { type: "string", multiple: true }, datasource: { type: "string" } },
});
const datasource = JSON.parse(typeof values.datasource === "string" ? values.datasource : "{}") as {
  url?: string;
  shadowDatabaseUrl?: string;
};
const hint: FailureHint = { reason: undefined };
const mainUrl = () => reachDatabase(datasource.url ?? "");
let engine: Promise<SchemaEngine> | undefined;

/** One engine for the whole session, made when it is first needed. */
function theEngine(): Promise<SchemaEngine> {
  engine ??= createEngine((values.datamodels ?? []).map(String), {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: async () => engineAdapter(await mainUrl()),
    connectToShadowDb,
  });
  return engine;
}

async function connectToShadowDb() {
  try {
    return await shadowDatabase(await reachDatabase(datasource.shadowDatabaseUrl ?? datasource.url ?? ""));
  } catch (error) {
    if (error instanceof ShadowDatabaseError) hint.reason = error;
    throw error;
  }
}

/** Answers line by line, in order. */
function serve(): void {
  const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let answered = Promise.resolve();
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      if (line.trim()) answered = answered.then(() => answerRequest(line, theEngine, hint, send));
    })
    .on("close", () => {
      exitAfter(answered, 0);
    });
}

function exitAfter(work: Promise<unknown>, code: number): void {
  void work.then(closeAll).finally(() => process.exit(code));
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
  process.on(signal, () => {
    exitAfter(Promise.resolve(), 0);
  });

if (positionals.includes("cli")) {
  const code = await runCliCommand(positionals[positionals.indexOf("cli") + 1], mainUrl);
  exitAfter(Promise.resolve(), code);
} else {
  serve();
}
