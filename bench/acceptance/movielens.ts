/**
 * @file The acceptance run: MovieLens-100K through the front door, from import to recommendations.
 *
 * Usage: npm run acceptance -- <folder of ml-100k> [--json] [--seed N] [--epochs N] [--keep]
 *
 * A fresh home, `sequitur import --hold-out last`, `sequitur serve`, and from there on only GraphQL, by `fetch` and graphql-ws: a popularity
 * model and a sequence model are trained and promoted, and asked for ten items for every user. The last item of each user was never
 * in the database. Ends with 1 where the sequence model misses the bar, or does not mind shuffled histories.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";

import { createAdminKey } from "../client/createAdminKey.js";
import { freePort } from "../client/freePort.js";
import { GraphqlClient } from "../client/graphqlClient.js";
import { pollUntil } from "../client/pollUntil.js";
import { SequiturHome } from "../client/sequiturHome.js";
import { temporaryHome } from "../client/temporaryHome.js";
import { ndcgAt10 } from "./ndcgAt10.js";
import { readHeldOutUsers } from "./readHeldOutUsers.js";
import { shuffled } from "./shuffled.js";
import { trainModel, type RunState } from "./trainModel.js";

/** Where the same data, protocol and loss lead in PyTorch: .098; popularity gives .045. */
const LEAST_NDCG = 0.085;
const MOST_SHUFFLED_SHARE = 2 / 3;
const START_TIMEOUT_MS = 60_000;

interface Outcome {
  readonly users: number;
  readonly model: number;
  readonly modelByHistory: number;
  readonly shuffled: number;
  readonly shuffledShare: number;
  readonly popularity: number;
  readonly trainingSeconds: number;
  readonly passed: boolean;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      seed: { type: "string", default: "0" },
      epochs: { type: "string" },
      keep: { type: "boolean", default: false },
      source: { type: "boolean", default: false },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) throw new Error("Cannot start: the folder of ml-100k is wanted");
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const home = await temporaryHome("sequitur-acceptance-");
  const port = await freePort();
  const sequitur = new SequiturHome(home, { environment: { PORT: String(port) }, fromSource: values.source });
  try {
    say(`importing ${folder} into ${home}, the last item of every user held out`);
    await sequitur.run("import", folder, "--hold-out", "last");
    const secret = await createAdminKey(sequitur, "acceptance");
    const server = sequitur.start("serve", "serve");
    try {
      const client = new GraphqlClient(`http://127.0.0.1:${port}/graphql`, secret);
      await pollUntil("the server", START_TIMEOUT_MS, () => client.request("{ me { space } }", {}, 2_000));
      const options = {
        seed: Number(values.seed),
        ...(values.epochs === undefined ? {} : { epochs: Number(values.epochs) }),
      };
      report(await judge(client, folder, options, say), values.json);
    } finally {
      const ended = once(server, "exit");
      if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    }
  } finally {
    if (values.keep) say(`kept: ${home}`);
    else await rm(home, { recursive: true, force: true });
  }
}

async function judge(
  client: GraphqlClient,
  folder: string,
  options: Readonly<Record<string, unknown>>,
  say: (line: string) => void,
): Promise<Outcome> {
  const users = await readHeldOutUsers(folder);
  await trainModel(client, { model: "POPULAR" }, () => undefined);
  const popularity = await ndcgAt10(client, users, ({ id }) => ({ userId: id }));
  say(`popularity: NDCG@10 ${popularity.toFixed(4)} over ${users.length} users`);

  const startedAt = performance.now();
  await trainModel(client, { model: "SASREC", ...options }, progressPrinter(say));
  const trainingSeconds = (performance.now() - startedAt) / 1000;
  const model = await ndcgAt10(client, users, ({ id }) => ({ userId: id }));
  const modelByHistory = await ndcgAt10(client, users, ({ history }) => ({ history }));
  const disordered = await ndcgAt10(client, users, ({ id, history }) => ({ history: shuffled(history, id) }));
  return {
    users: users.length,
    model,
    modelByHistory,
    shuffled: disordered,
    shuffledShare: disordered / model,
    popularity,
    trainingSeconds,
    passed: model >= LEAST_NDCG && disordered <= model * MOST_SHUFFLED_SHARE,
  };
}

/** One line for each phase and for each better metric, not for every event. */
function progressPrinter(say: (line: string) => void): (run: RunState) => void {
  let last = "";
  return ({ state, progress }) => {
    const metric = progress?.metric == null ? "" : `, validation NDCG@10 ${progress.metric.toFixed(4)}`;
    const key = `${state} ${progress?.phase ?? ""}${metric}`;
    if (key === last) return;
    last = key;
    const epoch = progress?.epoch == null ? "" : ` epoch ${progress.epoch} of ${progress.epochs ?? "?"}`;
    say(`${state} ${progress?.phase ?? ""}${epoch}${metric}`);
  };
}

function report(outcome: Outcome, asJson: boolean): void {
  if (!outcome.passed) process.exitCode = 1;
  if (asJson) {
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
    return;
  }
  const rows: readonly (readonly [string, number])[] = [
    ["sequence model, stored histories", outcome.model],
    ["sequence model, histories sent with the request", outcome.modelByHistory],
    ["sequence model, shuffled histories", outcome.shuffled],
    ["popularity", outcome.popularity],
  ];
  process.stdout.write(`NDCG@10 of the held-out item among all items, ${outcome.users} users, asked through GraphQL\n`);
  for (const [name, value] of rows) process.stdout.write(`  ${value.toFixed(4)}  ${name}\n`);
  process.stdout.write(`shuffled keeps ${(outcome.shuffledShare * 100).toFixed(0)} % (at most 67 % passes); `);
  process.stdout.write(
    `trained in ${outcome.trainingSeconds.toFixed(0)} s; ${outcome.passed ? "passed" : "NOT passed"}\n`,
  );
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
