const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Does work that SIGINT and SIGTERM end where it can end cleanly: they abort the signal that the work gets. The same
 * signal a second time ends the process at once.
 */
export async function withAbortSignal<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const abort = (signal: NodeJS.Signals) => {
    controller.abort(signal);
  };
  for (const signal of SIGNALS) process.once(signal, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}
