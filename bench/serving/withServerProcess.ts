import { once } from "node:events";

import type { SequiturHome } from "../client/sequiturHome.js";

/**
 * Starts `sequitur serve`, as it is shipped: all limits on, a worker beside it. Ends it in good order after `use`.
 *
 * @param use Gets to know whether the process still runs, and its id.
 */
export async function withServerProcess<Result>(
  sequitur: SequiturHome,
  use: (isRunning: () => boolean, pid: number) => Promise<Result>,
): Promise<Result> {
  const child = sequitur.start("serve", "serve");
  const ended = once(child, "exit");
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  try {
    return await use(isRunning, child.pid!);
  } finally {
    if (isRunning() && child.kill("SIGTERM")) await ended;
  }
}
