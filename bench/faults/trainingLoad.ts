import { delay } from "../client/delay.js";
import type { GraphqlClient } from "../client/graphqlClient.js";
import { GraphqlError } from "../client/graphqlError.js";
import type { Random } from "./random.js";

const START = /* GraphQL */ `
  mutation StartTraining($options: TrainingOptionsInput) {
    startTraining(options: $options) {
      id
    }
  }
`;
const CANCEL = /* GraphQL */ `
  mutation CancelTraining($runId: ID!) {
    cancelTraining(runId: $runId) {
      id
    }
  }
`;
const PAUSE_MS = 500;
const REQUEST_TIMEOUT_MS = 10_000;
/** One run of so many is cancelled, */
const CANCEL_ONE_OF = 6;
/** some time after it was asked for. */
const MOST_CANCEL_DELAY_MS = 6_000;
/** Answers that say that the client was wrong, which no fault excuses. */
const WRONG: readonly string[] = ["BAD_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "UNKNOWN_RUN"];

/** What the client did. */
export interface TrainingRecord {
  started: number;
  cancelled: number;
}

/**
 * Keeps a training run going: asks for the next all the time, and gets it as soon as the last has ended. Every model is to be served;
 * now and then a run is cancelled.
 *
 * @throws {GraphqlError} If an answer says that the client was wrong.
 */
export async function runTrainingClient(
  client: GraphqlClient,
  random: Random,
  isOver: () => boolean,
): Promise<TrainingRecord> {
  const record = { started: 0, cancelled: 0 };
  for (let seed = 1; !isOver(); seed++) {
    const options = { model: "SASREC", epochs: 2, seed, promote: true, force: true };
    const run = await tried(client.request<{ startTraining: { id: string } }>(START, { options }, REQUEST_TIMEOUT_MS));
    if (run !== null) {
      record.started++;
      if (random.int(CANCEL_ONE_OF) === 0) {
        await delay(random.int(MOST_CANCEL_DELAY_MS));
        const variables = { runId: run.startTraining.id };
        if ((await tried(client.request(CANCEL, variables, REQUEST_TIMEOUT_MS))) !== null) record.cancelled++;
      }
    }
    await delay(PAUSE_MS);
  }
  return record;
}

/** Null where a run is going on already, has ended already, or something has just been killed: all of that is the rule here. */
async function tried<Data>(request: Promise<Data>): Promise<Data | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof GraphqlError && WRONG.includes(error.code)) throw error;
    return null;
  }
}
