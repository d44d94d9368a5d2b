/** What is left of a title's weight with each item that came after it. */
const DECAY = 0.5;

/** How much each title of a history of so many counts, oldest first; the newest counts 1. */
export function titleRecency(length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => DECAY ** (length - 1 - at));
}
