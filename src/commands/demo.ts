import { join } from "node:path";

import type { Command } from "commander";

import { readConfig, type Config } from "../config/config.js";
import type { Logger } from "../domain/logger.js";
import type { Database } from "../store/database.js";
import { closeInTime } from "./closeInTime.js";
import { createLogger } from "./createLogger.js";
import { demoClient, type DemoClient } from "./demo/demoClient.js";
import type { DemoDataSet } from "./demo/demoDataSet.js";
import { demoKeys, type DemoKeys } from "./demo/demoKeys.js";
import { demoModelScores } from "./demo/demoModelScores.js";
import type { DemoScores } from "./demo/demoScores.js";
import { DEMO_SPACE } from "./demo/demoSpace.js";
import { prepareDemoData } from "./demo/prepareDemoData.js";
import { prepareDemoSpace } from "./demo/prepareDemoSpace.js";
import { readHeldOut } from "./demo/readHeldOut.js";
import { runSelfCheck } from "./demo/runSelfCheck.js";
import { selfCheckFaults } from "./demo/selfCheckFaults.js";
import { selfCheckReport } from "./demo/selfCheckReport.js";
import { trainDemoModel } from "./demo/trainDemoModel.js";
import { trainingBar } from "./demo/trainingBar.js";
import { INTERRUPTED_EXIT_CODE } from "./interruptedExitCode.js";
import { makeFolder } from "./makeFolder.js";
import { openHomeDatabase } from "./openHomeDatabase.js";
import { openRepositories, type Repositories } from "./openRepositories.js";
import { requireFreePort } from "./requireFreePort.js";
import { startService, type Service } from "./startService.js";
import { whenAborted } from "./whenAborted.js";
import { wholeNumberOption } from "./wholeNumberOption.js";
import { withAbortSignal } from "./withAbortSignal.js";

const MOST_PORT = 65_535;
/** What its two models may take: both would go on improving, but the whole demo is to fit into two minutes. */
const TEACHER_SECONDS = 40;
const LANGUAGE_SECONDS = 45;
const VERSIONS_LOOKED_AT = 100;

/** The recipe whose model has learnt the order in time. Not refitted, as a teacher must be. */
const TEACHER = { model: "SASREC", recipe: "PAPER", budgetSeconds: TEACHER_SECONDS, refit: false };

/** No language model is fetched: the training makes one of the titles. */
const LANGUAGE_MODEL = {
  kind: "LLM_SREC",
  budgetSeconds: LANGUAGE_SECONDS,
  llm: { languageModel: "catalogue" },
  promote: true,
  force: true,
};

/** The models of the demo, the quick ones first; the last one, which holds the one before it, is served. */
const TRAININGS = [
  { label: "popularity    ", options: { model: "POPULAR" } },
  { label: "Markov chain  ", options: { model: "MARKOV" } },
  { label: "sequence model", options: TEACHER },
  { label: "language model", options: LANGUAGE_MODEL },
] as const;

/** `sequitur demo`: everything at once, on made-up data. */
export function registerDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "Make up a catalogue and a log with a known order, train on them, serve the result, and check it from outside. " +
        "A second start finds what the first made.",
    )
    .option("--once", "end after the self-check: with 0 if all is well, else with 1")
    .option("--port <number>", "instead of PORT; 0 takes a free one", wholeNumberOption(0, MOST_PORT))
    .action(async ({ once, port }: { once?: true; port?: number }) => {
      const config = readConfig(process.env, { LOG_LEVEL: "warn" }); // the self-check is the news
      const wanted = { ...config, ...(port !== undefined && { port }) };
      await withAbortSignal((signal) => runDemo(wanted, { once: once === true, signal }), {
        clock: Date.now,
        isService: true,
      });
    });
}

async function runDemo(config: Config, { once, signal }: { once: boolean; signal: AbortSignal }): Promise<void> {
  await requireFreePort(config); // not after minutes of work
  const log = createLogger(config);
  const folder = join(config.home, "demo");
  await makeFolder(folder);
  const data = await prepareDemoData(folder);
  const database = await openHomeDatabase(config, log);
  try {
    await serveDemo({ config, log, database, data, folder, once, signal });
  } finally {
    await database.close();
  }
}

interface DemoParts {
  readonly config: Config;
  readonly log: Logger;
  readonly database: Database;
  readonly data: DemoDataSet;
  readonly folder: string;
  readonly once: boolean;
  readonly signal: AbortSignal;
}

async function serveDemo({ config, log, database, data, folder, once, signal }: DemoParts): Promise<void> {
  const repositories = openRepositories(database);
  const added = await prepareDemoSpace(repositories, data, Date.now, signal);
  if (added > 0) console.log(`Imported ${added} events of ${data.users} made-up people, the last of each held out`);
  const keys = await demoKeys(repositories.keys, folder);
  const service = await startService({ config, clock: Date.now, log, withWorker: true, signal });
  const stopped = whenAborted(signal).then(() => "stopped" as const);
  const work = trainAndCheck(service, { repositories, keys, data });
  try {
    const outcome = await Promise.race([stopped, work]);
    if (outcome === "stopped") process.exitCode = INTERRUPTED_EXIT_CODE;
    else if (once) process.exitCode = outcome ? 0 : 1;
    else await stopped;
  } finally {
    await closeInTime(service);
    await work.catch(() => undefined); // without the service it fails soon, and takes its progress bar away
  }
}

/** @returns Whether the self-check found all well. */
async function trainAndCheck(
  { url, firstAdminKey }: Service,
  { repositories, keys, data }: { repositories: Repositories; keys: DemoKeys; data: DemoDataSet },
): Promise<boolean> {
  const ask = demoClient(`${url}/graphql`, keys.admin);
  const passed = await checkDemo(ask, data, await trainedScores(repositories, ask));
  printAddresses(url, keys, firstAdminKey);
  return passed;
}

/** Trains what is not trained yet. */
async function trainedScores({ versions, spaces }: Repositories, ask: DemoClient): Promise<DemoScores> {
  const known = async (): Promise<DemoScores | null> =>
    demoModelScores(await versions.page(DEMO_SPACE, { first: VERSIONS_LOOKED_AT }));
  const isServed = (await spaces.find(DEMO_SPACE))?.servedModelVersionId != null;
  const before = isServed ? await known() : null;
  if (before !== null) return before;
  for (const { label, options } of TRAININGS) {
    const bar = trainingBar(`Training ${label}`, process.stderr);
    try {
      await trainDemoModel(ask, options, (run) => {
        bar.show(run);
      });
    } finally {
      bar.end();
    }
  }
  const scores = await known();
  if (scores === null) throw new Error("Cannot check the demo: a model that was just trained is not there");
  return scores;
}

async function checkDemo(ask: DemoClient, data: DemoDataSet, scores: DemoScores): Promise<boolean> {
  const heldOut = await readHeldOut(data.folder);
  const nowMs = (): number => performance.now();
  const check = await runSelfCheck({ ask, heldOut, scores, oracle: data.oracleNdcgAt10, nowMs });
  console.log(`\n${selfCheckReport(check)}\n`);
  return selfCheckFaults(check).length === 0;
}

function printAddresses(url: string, keys: DemoKeys, firstAdminKey: string | null): void {
  console.log(`GraphQL   ${url}/graphql\nGraphiQL  ${url}/graphiql, with example operations`);
  console.log('Keys of space "demo", for "Authorization: Bearer ...":');
  for (const [role, secret] of Object.entries(keys)) console.log(`  ${role.padEnd(7)} ${secret}`);
  if (firstAdminKey !== null) console.log(`Admin key of space "default", shown this once: ${firstAdminKey}`);
}
