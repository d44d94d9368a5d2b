import type { ScoringModel } from "./scoringModel.js";
import type { TransitionCounts } from "../data/transitionCounts.js";

/**
 * A first-order Markov chain: items by how often they came right after the newest item of the history, then by popularity.
 *
 * It is the cheapest model that knows order, so whatever calls itself sequential has to beat it.
 *
 * Scores are ranks rather than counts: an item that never followed has its popularity, one that did has the highest popularity
 * plus its place among the followers. They are whole numbers below 2^24, so float32 keeps every tie and makes no new one.
 */
export class MarkovModel implements ScoringModel {
  readonly kind = "markov";
  readonly itemCount: number;
  private readonly highestPopularity: number;

  /** @param popularity Occurrences, `[N + 1]`; row 0 is unused. */
  constructor(
    private readonly popularity: Float32Array,
    private readonly transitions: TransitionCounts,
  ) {
    this.itemCount = popularity.length - 1;
    this.highestPopularity = popularity.reduce((highest, count) => Math.max(highest, count), 0);
  }

  scoreAll(histories: readonly Int32Array[]): Promise<Float32Array> {
    const width = this.popularity.length;
    const scores = new Float32Array(histories.length * width); // [B, N + 1]
    histories.forEach((history, index) => {
      const own = scores.subarray(index * width, (index + 1) * width);
      own.set(this.popularity);
      const newest = history.at(-1);
      if (newest !== undefined) this.raiseFollowers(own, newest);
    });
    return Promise.resolve(scores);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Writes the scores of the items that followed `row` into `scores`, `[N + 1]`. */
  private raiseFollowers(scores: Float32Array, row: number): void {
    const { offsets, successors, counts } = this.transitions;
    const order = new Uint32Array(offsets[row + 1]! - offsets[row]!).map((_, i) => offsets[row]! + i);
    const difference = (a: number, b: number): number =>
      counts[a]! - counts[b]! || this.popularity[successors[a]!]! - this.popularity[successors[b]!]!;
    order.sort(difference);
    let place = 0;
    order.forEach((entry, i) => {
      if (i === 0 || difference(order[i - 1]!, entry) !== 0) place++;
      scores[successors[entry]!] = this.highestPopularity + place;
    });
  }
}
