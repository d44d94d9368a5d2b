import type { DemoRandom } from "./demoRandom.js";
import { elementAt } from "./elementAt.js";

/** One element of a list, each equally likely; the list is not empty. */
export function pick<T>(list: readonly T[], random: DemoRandom): T {
  return elementAt(list, random.int(list.length));
}
