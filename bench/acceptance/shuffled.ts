import { createHash } from "node:crypto";

/** The list in an order that depends on `seed` and nothing else, every order about equally likely: sorted by a hash. */
export function shuffled(list: readonly string[], seed: string): string[] {
  return list
    .map((element, index) => ({ element, key: createHash("sha256").update(`${seed}/${index}`).digest("hex") }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ element }) => element);
}
