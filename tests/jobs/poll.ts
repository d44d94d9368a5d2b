import { setTimeout as wait } from "node:timers/promises";

const DEADLINE_MS = 60_000; // generous: what is waited for is a state, never a time
const PAUSE_MS = 25;

/** Looks until there is something to see. */
export async function poll<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    await wait(PAUSE_MS);
  }
  throw new Error("Cannot go on: what was waited for did not come");
}
