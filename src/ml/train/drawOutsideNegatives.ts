import type { Random } from "../data/seededRandom.js";
import type { PackedBatch } from "./packedBatch.js";

/**
 * One uniform negative a position, none of which its user has in the training items; for LLM-SRec's binary loss.
 *
 * @param seen All training items of each sequence of the batch; a user who has all items gets any of them.
 * @param itemCount N; negatives are 1 to N.
 * @returns `[R, T]`; 0 where there is nothing to learn.
 */
export function drawOutsideNegatives(
  batch: PackedBatch,
  seen: readonly Int32Array[],
  itemCount: number,
  random: Random,
): Int32Array {
  const negatives = new Int32Array(batch.sequenceOf.length);
  const seenBy = new Int32Array(itemCount + 1).fill(-1); // the last of the sequences so far that has the item
  let current = -1;
  let mayDraw = true;
  for (const [position, sequence] of batch.sequenceOf.entries()) {
    if (sequence < 0) continue;
    if (sequence !== current) {
      current = sequence;
      let different = 0;
      for (const row of seen[sequence]!) {
        if (seenBy[row] !== sequence) different++;
        seenBy[row] = sequence;
      }
      mayDraw = different < itemCount;
    }
    let drawn = 1 + random.int(itemCount);
    while (mayDraw && seenBy[drawn] === sequence) drawn = 1 + random.int(itemCount);
    negatives[position] = drawn;
  }
  return negatives;
}
