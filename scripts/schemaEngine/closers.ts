import { debugLog } from "./debugLog.js";

type Close = () => Promise<unknown>;

const closers: Close[] = [];
let closing: Promise<void> | undefined;

/** Remembers what must be closed before the engine exits; what is added `first` is closed before the rest. */
export function addCloser(close: Close, order: "first" | "last" = "last"): void {
  if (order === "first") closers.unshift(close);
  else closers.push(close);
}

/** Closes everything, once, whatever ends us: the CLI does not wait for its engine, it sends SIGTERM. */
export function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (const close of closers) await close().catch(debugLog);
  })();
  return closing;
}
