/**
 * @file A process that puts a server under load when it is asked to, by lines of JSON: a `LoadTarget` with `op: "open"`,
 * then `LoadTask`s with `op: "load"`.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

import { seededRandom } from "../../src/ml/data/seededRandom.js";
import { generatedItemId } from "./generatedItemId.js";
import type { GeneratedUser } from "./generatedLog.js";
import { HttpGraphql } from "./httpGraphql.js";
import { itemsPage } from "./itemsPage.js";
import type { LoadKind, LoadResult, LoadTarget, LoadTask } from "./loadTask.js";
import { logEvents } from "./logEvents.js";
import { PAGE_SIZE } from "./pageSize.js";
import { recommended } from "./recommended.js";

type Question = ({ readonly op: "open" } & LoadTarget) | ({ readonly op: "load" } & LoadTask);

/** Sends one request and checks its answer. */
type Sender = () => Promise<unknown>;

const EVENTS_OF_A_BATCH = 100;
const CURSOR_PAGES = 20;
const CURSOR_PAGE_SIZE = 100;

const random = seededRandom("load");
const clients: HttpGraphql[] = [];
let senders: Readonly<Record<LoadKind, Sender>> | null = null;

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line) as Question;
  process.stdout.write(`${JSON.stringify(await answer(question))}\n`);
}
for (const client of clients) client.close();

async function answer(question: Question): Promise<object> {
  if (question.op === "open") {
    senders = await open(question);
    return {};
  }
  if (senders === null) throw new Error("Cannot make a load: nothing is open");
  const send = senders[question.kind];
  return "connections" in question ? closedLoop(send, question) : openLoop(send, question);
}

async function open(target: LoadTarget): Promise<Record<LoadKind, Sender>> {
  const client = new HttpGraphql(target);
  clients.push(client);
  const users = JSON.parse(await readFile(target.usersFile, "utf8")) as GeneratedUser[];
  const seen = users.map(({ history }) => new Set(history));
  const cursors = await readCursors(client, target.items);
  return {
    recommendations: () => {
      const user = random.int(users.length);
      return recommended(client, users[user]!.id, seen[user]!);
    },
    items: () => itemsPage(client, PAGE_SIZE, cursors[random.int(cursors.length - PAGE_SIZE)]!),
    log: () =>
      logEvents(
        client,
        Array.from({ length: EVENTS_OF_A_BATCH }, () => ({
          eventId: randomUUID(),
          userId: `logging-user-${random.int(users.length)}`, // the histories of the others stay as they were generated
          itemId: generatedItemId(random.int(target.items)),
          type: "view",
        })),
      ),
  };
}

/** Places in the catalogue to ask for pages from. */
async function readCursors(client: HttpGraphql, items: number): Promise<string[]> {
  const cursors: string[] = [];
  const pages = Math.min(CURSOR_PAGES, Math.floor(items / CURSOR_PAGE_SIZE));
  for (let page = 0; page < pages; page++)
    cursors.push(...(await itemsPage(client, CURSOR_PAGE_SIZE, cursors.at(-1) ?? null)));
  return cursors;
}

async function closedLoop(
  send: Sender,
  { connections, seconds }: LoadTask & { connections: number },
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const isOver = (): boolean => performance.now() - startedAt >= seconds * 1000;
  const connection = async (): Promise<void> => {
    while (!isOver()) {
      const sentAt = performance.now();
      await send();
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { latenciesMs, seconds: (performance.now() - startedAt) / 1000 };
}

/** Latencies count from when a request was to be sent: one that waits behind others, or for this process, has waited. */
async function openLoop(send: Sender, { perSecond, seconds }: LoadTask & { perSecond: number }): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const answers: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let place = 0; place < perSecond * seconds; place++) {
    const dueAt = startedAt + (place * 1000) / perSecond;
    const pauseMs = dueAt - performance.now();
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    answers.push(send().then(() => void latenciesMs.push(performance.now() - dueAt)));
  }
  await Promise.all(answers);
  return { latenciesMs, seconds: (performance.now() - startedAt) / 1000 };
}
