import { setTimeout as wait } from "node:timers/promises";

import type { Logger } from "../domain/logger.js";

const FIRST_PAUSE_MS = 200;
const MOST_TRIES = 10; // a minute and a half in all

/**
 * Makes a write that must not be lost, again and again while the database is away.
 *
 * @throws What the last of ten tries threw.
 */
export async function untilWritten<T>(write: () => Promise<T>, log: Logger): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      log.warn({ error, tries }, "the end of a training run could not be written yet");
      await wait(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}
