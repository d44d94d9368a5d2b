import type { LogSize } from "./generatedLog.js";
import { ServingHome } from "./servingHome.js";

/** What several benches share: making a home takes longer than most of their checks. */
const SIZES = {
  /** For checks. */
  small: { items: 600, users: 120, events: [10, 40] },
  /** The catalogue of the bars; more users than a server's cache has seen after a minute. */
  full: { items: 17_000, users: 8_000, events: [20, 60] },
} as const satisfies Record<string, LogSize>;

const made = new Map<keyof typeof SIZES, Promise<ServingHome>>();

/** The home of this size, made at the first call. */
export function sharedHome(name: keyof typeof SIZES): Promise<ServingHome> {
  const home = made.get(name) ?? ServingHome.make(SIZES[name]);
  made.set(name, home);
  return home;
}
