import { setTimeout as wait } from "node:timers/promises";

import type { Logger } from "../domain/logger.js";

/** Something that is done again and again. */
export interface Periodical {
  /** Resolves once the turn under way is done; no other follows. */
  close(): Promise<void>;
}

/** Does something at once, and again after every pause; what goes wrong in one turn is left to the next. */
export function periodically(everyMs: number, turn: () => Promise<void>, log: Logger): Periodical {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await turn().catch((error: unknown) => {
        log.warn({ error }, "a periodical chore failed; it is tried again");
      });
      await wait(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const done = loop();
  return {
    close() {
      stop.abort();
      return done;
    },
  };
}
