import type { Random } from "../../data/seededRandom.js";

/** What to learn from, and other texts to measure on. */
export interface SplitTexts {
  readonly texts: readonly string[];
  readonly prompts: readonly string[];
  /** Empty where there are too few to spare some. */
  readonly heldOut: readonly string[];
}

/** Of the texts, at most the number. */
const HELD_OUT = { share: 1 / 32, most: 128 };
/** With fewer, what is held out would be missed more than it tells. */
const LEAST_TEXTS = 32;

/**
 * Holds texts out by chance. Prompts that tell one of them are left out too: what is held out is nowhere in training.
 *
 * @param texts Different ones.
 */
export function splitTexts(texts: readonly string[], prompts: readonly string[], random: Random): SplitTexts {
  if (texts.length < LEAST_TEXTS) return { texts, prompts, heldOut: [] };
  const order = Uint32Array.from(texts, (_, at) => at);
  random.shuffle(order);
  const count = Math.min(Math.ceil(texts.length * HELD_OUT.share), HELD_OUT.most);
  const heldOut = Array.from(order.subarray(0, count), (at) => texts[at]!);
  const rest = Array.from(order.subarray(count).toSorted(), (at) => texts[at]!);
  const told = (prompt: string) => heldOut.some((text) => prompt.includes(text));
  return { texts: rest, prompts: prompts.filter((prompt) => !told(prompt)), heldOut };
}
