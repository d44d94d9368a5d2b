import type { Notifications } from "../store/notifications.js";

/** A notification may be lost while its connection is: after this long, a look is worth it. */
const LOOK_AGAIN_MS = 2000;

/** The changes of one training run. */
export interface RunChanges {
  /** Resolves on the first change since the last call ended; after two seconds at the latest, and at once when closed. */
  next(): Promise<void>;
  close(): void;
}

/** Follows a training run from now on. */
export function runChanges(notifications: Notifications, runId: string): RunChanges {
  let hasChanged = false;
  let isClosed = false;
  let wake: (() => void) | null = null;
  const stop = notifications.onRun((changedId) => {
    if (changedId !== runId) return;
    hasChanged = true;
    wake?.();
  });
  return {
    async next() {
      if (!hasChanged && !isClosed)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, LOOK_AGAIN_MS);
          timer.unref(); // whoever waits has a connection open; waiting alone keeps no process from ending
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      wake = null;
      hasChanged = false;
    },
    close() {
      isClosed = true;
      stop();
      wake?.();
    },
  };
}
