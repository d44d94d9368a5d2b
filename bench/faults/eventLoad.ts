import { delay } from "../client/delay.js";
import type { GraphqlClient } from "../client/graphqlClient.js";
import { GraphqlError } from "../client/graphqlError.js";
import type { Random } from "./random.js";

const LOG = /* GraphQL */ `
  mutation LogInteractions($events: [EventInput!]!) {
    logInteractions(events: $events) {
      results {
        eventId
        status
        code
        message
      }
    }
  }
`;
const RECOMMENDATIONS = /* GraphQL */ `
  query Recommendations($userId: ID!) {
    recommendations(user: { userId: $userId }, first: 20) {
      modelVersionId
      edges {
        node {
          id
        }
      }
    }
  }
`;
const MOST_EVENTS = 20;
const PAUSE_MS = 200;
const RETRY_PAUSE_MS = 100;
const REQUEST_TIMEOUT_MS = 10_000;
/** A batch that is not taken for so long will never be: the run ends. */
const GIVE_UP_MS = 180_000;

interface Logged {
  readonly logInteractions: {
    readonly results: readonly { readonly eventId: string; readonly status: "LOGGED" | "DUPLICATE" | "REJECTED" }[];
  };
}

interface Recommended {
  readonly recommendations: {
    readonly modelVersionId: string | null;
    readonly edges: readonly { readonly node: { readonly id: string } }[];
  };
}

/** What all clients together have seen. */
export interface LoadRecord {
  /** Ids of events that the server said it has. */
  readonly acknowledged: Set<string>;
  /** Events that were stored although no answer had come: the retry was told so. */
  duplicates: number;
  /** Requests that brought no answer, or an error, and were sent again. */
  retries: number;
  recommendations: number;
  failedRecommendations: number;
  /** Items recommended although the user's event with them had been acknowledged: there may be none. */
  readonly staleRecommendations: string[];
  /** Events that were refused, and other answers that no fault excuses: there may be none. */
  readonly wrongAnswers: string[];
  /** Model versions that answers named. */
  readonly servedModelIds: Set<string>;
  /** When an event was last acknowledged, on the clock of `performance.now()`, for events sent at or after `sentAt`. */
  lastAcknowledgement: { readonly sentAt: number; readonly at: number };
}

/** Who takes part in one client's load. */
export interface LoadClientOptions {
  /** Makes event ids unique across clients and runs. */
  readonly name: string;
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
  readonly random: Random;
}

/**
 * One client: logs batches of events, sends each again until it is acknowledged, and asks for recommendations that must reflect them.
 *
 * @param isOver Ends the client, once its last batch is acknowledged.
 */
export async function runLoadClient(
  client: GraphqlClient,
  record: LoadRecord,
  { name, userIds, itemIds, random }: LoadClientOptions,
  isOver: () => boolean,
): Promise<void> {
  let count = 0;
  while (!isOver()) {
    const userId = userIds[random.int(userIds.length)]!;
    const events = Array.from({ length: 1 + random.int(MOST_EVENTS) }, () => ({
      eventId: `${name}-${++count}`,
      userId,
      itemId: itemIds[random.int(itemIds.length)]!,
      type: "finish",
    }));
    await logUntilAcknowledged(client, record, events);
    await askForRecommendations(client, record, userId, new Set(events.map(({ itemId }) => itemId)));
    await delay(random.int(PAUSE_MS));
  }
}

async function logUntilAcknowledged(
  client: GraphqlClient,
  record: LoadRecord,
  events: readonly { readonly eventId: string }[],
): Promise<void> {
  const givesUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    const sentAt = performance.now();
    try {
      const { logInteractions } = await client.request<Logged>(LOG, { events }, REQUEST_TIMEOUT_MS);
      for (const { eventId, status } of logInteractions.results) {
        if (status === "REJECTED") record.wrongAnswers.push(`event ${eventId} was refused`);
        else record.acknowledged.add(eventId);
        if (status === "DUPLICATE") record.duplicates++;
      }
      record.lastAcknowledgement = { sentAt, at: performance.now() };
      return;
    } catch (error) {
      // Whatever went wrong, the answer is the same: the events are not acknowledged, so they are sent again.
      if (performance.now() > givesUpAt)
        throw new Error(`Cannot log events: none was acknowledged for ${GIVE_UP_MS / 1000} s`, { cause: error });
      record.retries++;
      noteWrongError(record, error);
      await delay(RETRY_PAUSE_MS);
    }
  }
}

async function askForRecommendations(
  client: GraphqlClient,
  record: LoadRecord,
  userId: string,
  acknowledged: ReadonlySet<string>,
): Promise<void> {
  try {
    const { recommendations } = await client.request<Recommended>(RECOMMENDATIONS, { userId }, REQUEST_TIMEOUT_MS);
    record.recommendations++;
    if (recommendations.modelVersionId !== null) record.servedModelIds.add(recommendations.modelVersionId);
    for (const { node } of recommendations.edges)
      if (acknowledged.has(node.id)) record.staleRecommendations.push(`${userId} was offered ${node.id}`);
  } catch (error) {
    record.failedRecommendations++;
    noteWrongError(record, error);
  }
}

/** While something is down an answer may say so; it may not say that the client was wrong. */
function noteWrongError(record: LoadRecord, error: unknown): void {
  if (!(error instanceof GraphqlError)) return;
  const excused = ["DATABASE_UNREACHABLE", "TOO_BUSY", "INTERNAL_SERVER_ERROR"];
  if (!excused.includes(error.code)) record.wrongAnswers.push(`${error.code}: ${error.message}`);
}
