import { queueUnreachable } from "./queueUnreachable.js";

/** A queue or a worker. */
interface Opening {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * Waits until a queue or a worker is connected; one that fails is closed, because it never tries again.
 *
 * @throws {DomainError} `DATABASE_UNREACHABLE`.
 */
export async function untilReady(opening: Opening): Promise<void> {
  try {
    await opening.waitUntilReady();
  } catch (cause) {
    void opening.close().catch(() => undefined); // not awaited: it may wait for the same answer
    throw queueUnreachable(cause);
  }
}
