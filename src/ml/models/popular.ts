import type { ScoringModel } from "./scoringModel.js";

/** Ranks items by how often they occur in the log, for everybody alike: the floor of every table, and what new users get. */
export class PopularModel implements ScoringModel {
  readonly kind = "popular";
  readonly itemCount: number;

  /** @param popularity Occurrences, `[N + 1]`; row 0 is unused. See `itemCounts`. */
  constructor(private readonly popularity: Float32Array) {
    this.itemCount = popularity.length - 1;
  }

  scoreAll(histories: readonly Int32Array[]): Promise<Float32Array> {
    const scores = new Float32Array(histories.length * this.popularity.length); // [B, N + 1]
    for (let i = 0; i < histories.length; i++) scores.set(this.popularity, i * this.popularity.length);
    return Promise.resolve(scores);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
