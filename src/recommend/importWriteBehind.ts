import { throwIfInterrupted } from "./importInterruption.js";

/**
 * Writes batches one after the other, each while the next is being gathered. Batches are written in the order of the files.
 *
 * @param signal Ends the work before the next write.
 * @throws {DomainError} `CANCELLED` once the signal says so; and whatever the batches or `write` throw, once no write is under way any more.
 */
export async function importWriteBehind<T>(
  batches: AsyncIterable<T>,
  write: (batch: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let underWay = Promise.resolve();
  try {
    for await (const batch of batches) {
      await underWay;
      throwIfInterrupted(signal);
      underWay = write(batch);
      underWay.catch(() => undefined); // thrown by the next await
    }
  } finally {
    await underWay;
  }
}
