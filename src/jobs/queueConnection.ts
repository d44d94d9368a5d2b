import { createPostgresBackend, Queue, Worker, type Processor, type QueueOptions, type WorkerOptions } from "bullmq";

/** Where the queue lives: in the database, or in Redis if `redisUrl` is given. */
export interface QueuePlace {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  /** Keeps installations apart that share one Redis; in a database the schema does. Default `sequitur`. */
  readonly namespace?: string | undefined;
}

/** What a job of the queue says; the row of the run says the rest. */
export interface TrainingJob {
  readonly spaceId: string;
  readonly runId: string;
}

/** The name of the one queue. */
const QUEUE = "training";

/** BullMQ's tables live beside ours, in a schema of their own; it migrates them itself. */
const SCHEMA = "bullmq";

const PRODUCER_CONNECTIONS = 2;
const WORKER_CONNECTIONS = 3;

/** A queue that jobs are put on. */
export function bullQueue(place: QueuePlace, options: Omit<QueueOptions, "connection" | "prefix">): Queue<TrainingJob> {
  if (place.redisUrl === undefined)
    return new Queue<TrainingJob>(
      QUEUE,
      { ...options, connection: inDatabase(place, PRODUCER_CONNECTIONS) },
      createPostgresBackend as never,
    );
  // Who starts a training waits for the queue's answer, so that it must not wait for a lost Redis to come back.
  const connection = { url: place.redisUrl, maxRetriesPerRequest: 1 };
  return new Queue<TrainingJob>(QUEUE, { ...options, connection, prefix: prefixOf(place) });
}

/** A worker that takes jobs off the queue. */
export function bullWorker(
  place: QueuePlace,
  work: Processor<TrainingJob>,
  options: Omit<WorkerOptions, "connection" | "prefix">,
): Worker<TrainingJob> {
  if (place.redisUrl === undefined)
    return new Worker<TrainingJob>(
      QUEUE,
      work,
      { ...options, connection: inDatabase(place, WORKER_CONNECTIONS) },
      createPostgresBackend as never,
    );
  const connection = { url: place.redisUrl, maxRetriesPerRequest: null };
  return new Worker<TrainingJob>(QUEUE, work, { ...options, connection, prefix: prefixOf(place) });
}

function inDatabase({ databaseUrl }: QueuePlace, max: number): object {
  return { connectionString: databaseUrl, schema: SCHEMA, migrate: true, max, onConnect: outliveLoss };
}

/** BullMQ migrates on a connection that nobody listens to: one that the server ends just then would end the process. The statement that waits fails, and is reported. */
function outliveLoss(client: { on(event: "error", listener: () => void): unknown }): void {
  client.on("error", () => undefined);
}

function prefixOf({ namespace = "sequitur" }: QueuePlace): string {
  return namespace;
}
