import type { SourceInteraction } from "../formats/sourceInteraction.js";

const { imul } = Math;

/** FNV-1a: start and prime. */
const START = 0x811c9dc5;
const PRIME = 0x01000193;

/** A second start and an odd multiplier for an independent second hash: the golden ratio of 2^32. */
const SECOND_START = 0x9e3779b9;
const SECOND_PRIME = 0x9e3779b1;

/** The upper half keeps so many values that the whole is an exact double. */
const UPPER_VALUES = 2 ** 21;

/**
 * A hash of what makes two events equal: user, item, time and type. Two different events may share one: whoever uses it must be right even then.
 *
 * @returns A whole number from 0 to 2^53 - 1.
 */
export function importFingerprint({ userId, itemId, timestamp, type }: SourceInteraction): number {
  const key = `${userId}\0${itemId}\0${timestamp}\0${type}`;
  let lower = START;
  let upper = SECOND_START;
  for (let k = 0; k < key.length; k++) {
    const unit = key.charCodeAt(k);
    lower = imul(lower ^ unit, PRIME);
    upper = imul((upper << 5) ^ (upper >>> 27) ^ unit, SECOND_PRIME);
  }
  return (mixed(upper) % UPPER_VALUES) * 2 ** 32 + mixed(lower);
}

/** MurmurHash3's finish: every bit of the hash comes to depend on every other. */
function mixed(hash: number): number {
  const first = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const second = imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
}
