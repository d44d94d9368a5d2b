/**
 * @file The fault loop: kills everything that can be killed, again and again, under load, and counts what was lost.
 *
 * Usage: npm run faults -- [--kills 50] [--seed 1] [--seconds 1800] [--json] [--keep]
 *
 * In a home of its own, `sequitur serve` and `sequitur work` run while clients log events with ids of their own, ask for recommendations and start
 * trainings. At random moments, in turn, the worker, the server, the database, a training process and all of them at once are killed with
 * SIGKILL. A batch of events is sent again until it is acknowledged. At the end every acknowledged event must be stored exactly once, every model version must load, and
 * every training run must have ended with a result or a cause. Only processes of that home are killed, by id; all of it stays on 127.0.0.1. Linux only.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { makeDemoCatalogue } from "../../src/commands/demo/makeDemoCatalogue.js";
import { makeDemoLog } from "../../src/commands/demo/makeDemoLog.js";
import { writeDemoData } from "../../src/commands/demo/writeDemoData.js";
import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { createAdminKey } from "../client/createAdminKey.js";
import { delay } from "../client/delay.js";
import { freePort } from "../client/freePort.js";
import { GraphqlClient } from "../client/graphqlClient.js";
import { pollUntil } from "../client/pollUntil.js";
import { SequiturHome } from "../client/sequiturHome.js";
import { temporaryHome } from "../client/temporaryHome.js";
import { runLoadClient, type LoadRecord } from "./eventLoad.js";
import { FaultInjector } from "./faultInjector.js";
import { faultReportJson, faultReportTable, type FaultReport, type Kill } from "./faultReport.js";
import { FAULT_TARGETS } from "./faultTarget.js";
import type { Random } from "./random.js";
import { Supervisor } from "./supervisor.js";
import { runTrainingClient } from "./trainingLoad.js";
import { reachVerdict } from "./verdict.js";

const CLIENTS = 4;
const USERS_PER_CLIENT = 16;
/** People in the imported log: enough for a model, few enough for a training of seconds. */
const IMPORTED_USERS = 150;
const EVENT_PREFIX = "load-";
const START_TIMEOUT_MS = 120_000;
const RECOVERY_TIMEOUT_MS = 120_000;
const LEFTOVER_TIMEOUT_MS = 30_000;
/** A kill comes this long after the last one was got over, at a moment that the seed decides. */
const MOST_CALM_MS = 3_000;
/** So that a job that its worker has lost is taken up again soon. */
const JOB_LOCK_MS = 3_000;

/** What a process says that could not start; anything else is a crash. */
const GAVE_UP = /: Cannot (?!go on, this is a bug)/;

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly seconds: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      seconds: { type: "string", default: "1800" },
      json: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      source: { type: "boolean", default: false },
    },
  });
  const options = { kills: Number(values.kills), seed: Number(values.seed), seconds: Number(values.seconds) };
  const home = await temporaryHome("sequitur-faults-");
  let passed = false;
  try {
    const report = await runFaults(home, options, values.source);
    process.stdout.write(`${values.json ? JSON.stringify(faultReportJson(report)) : faultReportTable(report)}\n`);
    passed = report.verdict.faults.length === 0;
  } finally {
    if (!passed) process.exitCode = 1;
    // What went wrong is in the logs.
    if (values.keep || !passed) process.stderr.write(`kept: ${home}\n`);
    else await rm(home, { recursive: true, force: true });
  }
}

async function runFaults(home: string, options: Options, fromSource: boolean): Promise<FaultReport> {
  const port = await freePort();
  const environment = { PORT: String(port), HOST: "127.0.0.1", JOB_LOCK_MS: String(JOB_LOCK_MS), LOG_LEVEL: "warn" };
  const sequitur = new SequiturHome(home, { environment, fromSource });
  const random = seededRandom(options.seed);
  const catalogue = makeDemoCatalogue(random.fork("catalogue"));
  const data = join(home, "faults-data");
  await writeDemoData(data, catalogue, makeDemoLog(catalogue, random.fork("log"), { users: IMPORTED_USERS }));
  await sequitur.run("import", data);
  const client = new GraphqlClient(`http://127.0.0.1:${port}/graphql`, await createAdminKey(sequitur, "faults"));

  const server = new Supervisor(sequitur, "serve", ["serve", "--no-worker"]);
  const worker = new Supervisor(sequitur, "work", ["work"]);
  const injector = new FaultInjector(home, server, worker);
  let stopping: Promise<string[]> | undefined;
  const stop = (): Promise<string[]> => (stopping ??= stopBoth(server, worker));
  try {
    await pollUntil("the server", START_TIMEOUT_MS, () => client.request("{ me { space } }", {}, 2_000));
    const itemIds = catalogue.items.map(({ id }) => id);
    const report = await underLoad(client, itemIds, injector, options, random);
    const faults = [...report.verdict.faults, ...(await stop()), ...(await leftovers(injector))];
    const ownEnds = [...server.ownEnds, ...worker.ownEnds];
    faults.push(...ownEnds.filter((end) => !GAVE_UP.test(end)));
    return { ...report, ownEnds, verdict: { ...report.verdict, faults } };
  } finally {
    await stop();
  }
}

async function stopBoth(server: Supervisor, worker: Supervisor): Promise<string[]> {
  const codes = await Promise.all([worker.stop(), server.stop()]);
  return codes.every((code) => code === 0) ? [] : [`a clean stop ended with codes ${codes.join(" and ")}`];
}

async function underLoad(
  client: GraphqlClient,
  itemIds: readonly string[],
  injector: FaultInjector,
  options: Options,
  random: ReturnType<typeof seededRandom>,
): Promise<Omit<FaultReport, "ownEnds">> {
  const startedAt = performance.now();
  const record: LoadRecord = {
    acknowledged: new Set(),
    duplicates: 0,
    retries: 0,
    recommendations: 0,
    failedRecommendations: 0,
    staleRecommendations: [],
    wrongAnswers: [],
    servedModelIds: new Set(),
    lastAcknowledgement: { sentAt: -1, at: -1 },
  };
  let isOver = false;
  const over = (): boolean => isOver;
  const clients = Array.from({ length: CLIENTS }, (_unused, index) => {
    const name = `${EVENT_PREFIX}${index}`;
    const userIds = Array.from({ length: USERS_PER_CLIENT }, (_none, user) => `${name}-user-${user}`);
    return runLoadClient(client, record, { name, userIds, itemIds, random: random.fork(name) }, over);
  });
  const training = runTrainingClient(client, random.fork("trainings"), over);
  const load = Promise.all([training, ...clients]);
  load.catch(() => undefined); // heard below, when the kills are over
  let kills: Kill[];
  try {
    kills = await killInTurn(injector, record, options, random.fork("kills"));
  } finally {
    isOver = true;
  }
  const [trainings] = await load;
  const verdict = await reachVerdict(client, record, { prefix: EVENT_PREFIX, userId: `${EVENT_PREFIX}0-user-0` });
  const seconds = (performance.now() - startedAt) / 1000;
  return { seed: options.seed, seconds, kills, record, trainings, verdict };
}

/** Kills one target after the other, each time as soon as the last kill is got over and a random while has passed. */
async function killInTurn(
  injector: FaultInjector,
  record: LoadRecord,
  { kills, seconds }: Options,
  random: Random,
): Promise<Kill[]> {
  const done: Kill[] = [];
  const deadline = performance.now() + seconds * 1000;
  while (done.length < kills) {
    if (performance.now() > deadline)
      throw new Error(`Cannot make ${kills} kills: after ${seconds} s only ${done.length} are made`);
    await delay(random.int(MOST_CALM_MS));
    const target = FAULT_TARGETS[done.length % FAULT_TARGETS.length]!;
    await injector.kill(target);
    const killedAt = performance.now();
    const recoveredAt = await pollUntil(`an acknowledgement after kill ${done.length + 1}`, RECOVERY_TIMEOUT_MS, () =>
      Promise.resolve(record.lastAcknowledgement.sentAt > killedAt ? record.lastAcknowledgement.at : null),
    );
    done.push({ target, recoveryMs: recoveredAt - killedAt });
    process.stderr.write(
      `kill ${done.length} of ${kills}: ${target}, ${record.acknowledged.size} events acknowledged\n`,
    );
  }
  return done;
}

/** What still runs when everything was stopped in good order; a moment is allowed for the last to go. */
async function leftovers(injector: FaultInjector): Promise<string[]> {
  try {
    await pollUntil("the end of all processes", LEFTOVER_TIMEOUT_MS, () =>
      Promise.resolve(injector.leftovers().length === 0 ? true : null),
    );
    return [];
  } catch {
    return injector.leftovers().map((process) => `still running after the stop: ${process}`);
  }
}

await main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exitCode = 1;
});
