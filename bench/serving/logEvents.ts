import type { HttpGraphql } from "./httpGraphql.js";

const LOG = /* GraphQL */ `
  mutation LogInteractions($events: [EventInput!]!) {
    logInteractions(events: $events) {
      results {
        status
      }
    }
  }
`;

/** An event as a client sends it. */
export interface SentEvent {
  readonly eventId: string;
  readonly userId: string;
  readonly itemId: string;
  readonly type: string;
}

interface Answer {
  readonly logInteractions: { readonly results: readonly { readonly status: string }[] };
}

/** Logs events and waits until they are acknowledged. @throws {Error} Unless all of them were new and taken. */
export async function logEvents(client: HttpGraphql, events: readonly SentEvent[]): Promise<void> {
  const { logInteractions } = await client.ask<Answer>(LOG, { events });
  const { results } = logInteractions;
  const other = results.find(({ status }) => status !== "LOGGED");
  if (results.length !== events.length || other !== undefined)
    throw new Error(`Cannot log ${events.length} events: ${results.length} answers, one of them ${other?.status ?? "missing"}`); // prettier-ignore
}
