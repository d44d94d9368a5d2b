import type { TokenRows } from "./tokenRows.js";

/**
 * The loss of a model that knows only how frequent each token is, in nats: what any language model has to beat.
 *
 * @param documents Ids of the texts whose tokens are counted; each token counts one more, so that none is impossible.
 * @param rows What it is measured on.
 */
export function unigramLoss(documents: readonly Int32Array[], rows: readonly TokenRows[], vocabulary: number): number {
  const counts = new Float64Array(vocabulary).fill(1);
  let total = vocabulary;
  for (const ids of documents) {
    for (const id of ids) counts[id]!++;
    total += ids.length;
  }
  let [sum, weight] = [0, 0];
  for (const { targets, weights } of rows) {
    for (let at = 0; at < targets.length; at++) {
      sum -= weights[at]! * Math.log(counts[targets[at]!]! / total);
      weight += weights[at]!;
    }
  }
  return sum / weight;
}
