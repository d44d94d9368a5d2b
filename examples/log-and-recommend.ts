/**
 * Logs one event, safely, and asks what comes next: the loop that a shop or a library needs.
 *
 * Usage: SEQUITUR_KEY=sq_... npx tsx examples/log-and-recommend.ts <user id> <item id>      (SEQUITUR_URL, if it is not the default one)
 */
import { randomUUID } from "node:crypto";

const url = `${process.env["SEQUITUR_URL"] ?? "http://127.0.0.1:4000"}/graphql`;
const key = process.env["SEQUITUR_KEY"] ?? "";
const [userId, itemId] = process.argv.slice(2);
if (key === "" || userId === undefined || itemId === undefined) {
  console.error("Usage: SEQUITUR_KEY=sq_... npx tsx examples/log-and-recommend.ts <user id> <item id>");
  process.exit(1);
}

/** Sends one operation. @throws {Error} If there is no answer, or it holds errors. */
async function ask<Data>(query: string, variables: object): Promise<Data> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return data;
}

/** Logs an event; the same id is sent until there is an answer, so it is stored exactly once. */
async function log(event: { eventId: string; userId: string; itemId: string; type: string }): Promise<string> {
  const mutation = `mutation ($events: [EventInput!]!) { logInteractions(events: $events) { results { status message } } }`;
  for (let attempt = 1; ; attempt++) {
    try {
      const { logInteractions } = await ask<{
        logInteractions: { results: { status: string; message: string | null }[] };
      }>(mutation, { events: [event] });
      const result = logInteractions.results[0];
      return result?.message ?? result?.status ?? "no result";
    } catch (error) {
      if (attempt === 5) throw error;
      await new Promise((done) => setTimeout(done, 200 * 2 ** attempt));
    }
  }
}

console.log(`logged: ${await log({ eventId: randomUUID(), userId, itemId, type: "view" })}`);
const { recommendations } = await ask<{
  recommendations: { ranker: string; edges: { node: { title: string }; score: number }[] };
}>(
  `query ($userId: ID!) {
    recommendations(user: { userId: $userId }, first: 5) { ranker edges { node { title } score } }
  }`,
  { userId },
);
console.log(`next, by ${recommendations.ranker}:`);
for (const { node } of recommendations.edges) console.log(`  ${node.title}`);
