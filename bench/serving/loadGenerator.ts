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
import { recommendedPage } from "./recommendedPage.js";

type Question = ({ readonly op: "open" } & LoadTarget) | ({ readonly op: "load" } & LoadTask);

/** What a request that is more than an answer tells. */
interface Told {
  /** Answers are counted by it. */
  readonly freshness: string;
  /** Milliseconds before the request, of a click that the request is to follow: no part of its latency. */
  readonly beforeMs: number;
}

/** Sends one request and checks its answer. */
type Sender = () => Promise<Told | null>;

const EVENTS_OF_A_BATCH = 100;
const REQUESTS_PER_CLICK = 10;
const CURSOR_PAGES = 20;
const CURSOR_PAGE_SIZE = 100;

const random = seededRandom("load");
const clients: HttpGraphql[] = [];
let requests = 0;
let itemCount = 0;
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
  itemCount = target.items;
  const users = JSON.parse(await readFile(target.usersFile, "utf8")) as GeneratedUser[];
  const seen = users.map(({ history }) => new Set(history));
  const cursors = await readCursors(client, target.items);
  return {
    recommendations: async () => {
      const user = random.int(users.length);
      await recommended(client, users[user]!.id, seen[user]!);
      return null;
    },
    fused: () => sendFused(client, users, seen, false),
    clicked: () => sendFused(client, users, seen, ++requests % REQUESTS_PER_CLICK === 0),
    items: async () => {
      await itemsPage(client, PAGE_SIZE, cursors[random.int(cursors.length - PAGE_SIZE)]!);
      return null;
    },
    log: async () => {
      const events = Array.from({ length: EVENTS_OF_A_BATCH }, () => ({
        eventId: randomUUID(),
        userId: `logging-user-${random.int(users.length)}`, // the histories of the others stay as they were generated
        itemId: generatedItemId(random.int(target.items)),
        type: "view",
      }));
      await logEvents(client, events);
      return null;
    },
  };
}

/** Asks for a random user, after a click of theirs if so. */
async function sendFused(
  client: HttpGraphql,
  users: readonly GeneratedUser[],
  seen: Set<string>[],
  isAfterClick: boolean,
): Promise<Told> {
  const user = random.int(users.length);
  const userId = users[user]!.id;
  const startedAt = performance.now();
  if (isAfterClick) {
    const itemId = unseenItem(seen[user]!);
    await logEvents(client, [{ eventId: randomUUID(), userId, itemId, type: "click" }]);
    seen[user] = new Set(seen[user]).add(itemId); // anew: an answer is held against what was seen when it was asked for
  }
  const beforeMs = isAfterClick ? performance.now() - startedAt : 0;
  const { freshness } = await recommendedPage(client, { userId, ranker: "FUSED", seen: seen[user]! });
  return { freshness: `${isAfterClick ? "after a click: " : ""}${freshness}`, beforeMs };
}

function unseenItem(seen: ReadonlySet<string>): string {
  for (;;) {
    const id = generatedItemId(random.int(itemCount));
    if (!seen.has(id)) return id;
  }
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
  const freshness: Record<string, number> = {};
  const startedAt = performance.now();
  const isOver = (): boolean => performance.now() - startedAt >= seconds * 1000;
  const connection = async (): Promise<void> => {
    while (!isOver()) {
      const sentAt = performance.now();
      const told = await send();
      latenciesMs.push(performance.now() - sentAt - count(told, freshness));
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { latenciesMs, freshness, seconds: (performance.now() - startedAt) / 1000 };
}

/** Latencies count from when a request was to be sent: one that waits behind others, or for this process, has waited. */
async function openLoop(send: Sender, { perSecond, seconds }: LoadTask & { perSecond: number }): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const freshness: Record<string, number> = {};
  const answers: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let place = 0; place < perSecond * seconds; place++) {
    const dueAt = startedAt + (place * 1000) / perSecond;
    const pauseMs = dueAt - performance.now();
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const answer = send().then((told) => {
      latenciesMs.push(performance.now() - dueAt - count(told, freshness));
    });
    answers.push(answer);
  }
  await Promise.all(answers);
  return { latenciesMs, freshness, seconds: (performance.now() - startedAt) / 1000 };
}

/** Counts an answer. @returns What of its time is no part of its latency. */
function count(told: Told | null, freshness: Record<string, number>): number {
  if (told === null) return 0;
  freshness[told.freshness] = (freshness[told.freshness] ?? 0) + 1;
  return told.beforeMs;
}
