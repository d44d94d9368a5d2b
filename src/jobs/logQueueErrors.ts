import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";

/** While a database is away, every attempt to reach it fails: saying so this often is enough. */
const SAME_MESSAGE_EVERY_MS = 10_000;

/** A queue or a worker. */
interface ErrorSource {
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** Reports the faults of a queue's connection, which BullMQ mends by itself; without a listener they would end the process. */
export function logQueueErrors(source: ErrorSource, log: Logger, clock: Clock): void {
  let lastMessage = "";
  let lastAtMs = 0;
  source.on("error", (error: Error) => {
    if (error.message === lastMessage && clock() - lastAtMs < SAME_MESSAGE_EVERY_MS) return;
    lastMessage = error.message;
    lastAtMs = clock();
    log.warn({ error }, "the job queue has trouble");
  });
}
