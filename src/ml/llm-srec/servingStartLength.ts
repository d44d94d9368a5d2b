import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/**
 * How many tokens of a prompt's constant start its graph holds the keys and values of: all, or all but one. It must be
 * even, because graphs are traced with primes that lie so far apart.
 */
export function servingStartLength({ startLength }: TokenizedPrompt): number {
  return startLength - (startLength % 2);
}
