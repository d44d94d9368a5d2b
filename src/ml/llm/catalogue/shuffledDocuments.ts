import type { Random } from "../../data/seededRandom.js";

/** Documents without an end: all of them in a random order, then in another, and so on. */
export function shuffledDocuments(documents: readonly Int32Array[], random: Random): () => Int32Array | undefined {
  const order = Uint32Array.from(documents, (_, at) => at);
  let at = order.length;
  return () => {
    if (at === order.length) {
      random.shuffle(order);
      at = 0;
    }
    return documents[order[at++]!];
  };
}
