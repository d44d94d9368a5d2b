/**
 * @file Byte-pair encoding: which neighbours become one piece, learned from words.
 *
 * Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", ACL 2016, algorithm 1
 * (arXiv:1508.07909); over bytes, as Radford et al. 2019 (GPT-2), 2.2.
 */

/** One of two neighbours and the other, by their numbers. */
export type PiecePair = readonly [left: number, right: number];

/** Pieces 0 to 255 are the bytes. */
const BYTES = 256;
/** Keys of pairs are `left * PAIR_BASE + right`: more than there can be pieces. */
const PAIR_BASE = 2 ** 20;
/** A pair that was seen once teaches nothing of other texts. */
const LEAST_COUNT = 2;

interface Word {
  pieces: number[];
  readonly count: number;
}

/**
 * Learns merges, most frequent pair first, of equals the one whose numbers are the smallest. Merge m makes piece
 * `256 + m`.
 *
 * @param counts How often each word was seen; no piece reaches beyond a word.
 * @param most Merges at most; there are fewer once no pair is seen twice.
 */
export function mergeBytePairs(counts: ReadonlyMap<string, number>, most: number): PiecePair[] {
  const encoder = new TextEncoder();
  const words = [...counts].map(([text, count]): Word => ({ pieces: [...encoder.encode(text)], count }));
  const pairs = new PairCounts(words);
  const merges: PiecePair[] = [];
  while (merges.length < most) {
    const best = pairs.mostFrequent();
    if (best === null) break;
    pairs.merge(best, BYTES + merges.length);
    merges.push(best);
  }
  return merges;
}

/** How often pairs are seen, kept up to date from merge to merge. */
class PairCounts {
  private readonly counts = new Map<number, number>();
  /** Words that hold a pair, or held it before a merge. */
  private readonly holders = new Map<number, Set<Word>>();

  constructor(words: readonly Word[]) {
    for (const word of words) this.add(word, 1);
  }

  /** Null if none is seen often enough. */
  mostFrequent(): PiecePair | null {
    let [bestKey, bestCount] = [-1, LEAST_COUNT - 1];
    for (const [key, count] of this.counts) {
      if (count > bestCount || (count === bestCount && bestKey >= 0 && key < bestKey)) {
        [bestKey, bestCount] = [key, count];
      }
    }
    return bestKey < 0 ? null : [Math.floor(bestKey / PAIR_BASE), bestKey % PAIR_BASE];
  }

  merge(pair: PiecePair, merged: number): void {
    const key = keyOf(...pair);
    for (const word of this.holders.get(key) ?? []) {
      this.add(word, -1);
      word.pieces = withMerged(word.pieces, pair, merged);
      this.add(word, 1);
    }
    this.holders.delete(key);
  }

  /** @param sign -1 takes the word's pairs away. */
  private add(word: Word, sign: 1 | -1): void {
    const { pieces, count } = word;
    for (let at = 1; at < pieces.length; at++) {
      const key = keyOf(pieces[at - 1]!, pieces[at]!);
      const now = (this.counts.get(key) ?? 0) + sign * count;
      if (now === 0) this.counts.delete(key);
      else this.counts.set(key, now);
      if (sign < 0) continue;
      const holders = this.holders.get(key);
      if (holders) holders.add(word);
      else this.holders.set(key, new Set([word]));
    }
  }
}

function keyOf(left: number, right: number): number {
  return left * PAIR_BASE + right;
}

function withMerged(pieces: readonly number[], [left, right]: PiecePair, merged: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const isPair = pieces[at] === left && pieces[at + 1] === right;
    result.push(isPair ? merged : pieces[at]!);
    if (isPair) at++;
  }
  return result;
}
