import { delay } from "./delay.js";

const INTERVAL_MS = 100;

/**
 * Tries until something is there.
 *
 * @param what For the message.
 * @param look Gives null or throws while it is not there.
 * @throws {Error} If it is not there in time; its cause is what `look` threw last.
 */
export async function pollUntil<T>(what: string, timeoutMs: number, look: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const found = await look();
      if (found !== null) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(INTERVAL_MS);
  } while (performance.now() < deadline);
  throw new Error(`Cannot go on: ${what} did not come within ${timeoutMs / 1000} s`, { cause });
}
