/** Prompts that are read together. */
const MOST_PROMPTS = 32;

/**
 * Places of prompts that are read together: those of like length, so that little is padding.
 *
 * @param lengths Of the prompts, in tokens.
 */
export function* promptParts(lengths: readonly number[]): Generator<number[]> {
  const order = [...lengths.keys()].sort((one, other) => lengths[one]! - lengths[other]! || one - other);
  for (let first = 0; first < order.length; first += MOST_PROMPTS) yield order.slice(first, first + MOST_PROMPTS);
}
