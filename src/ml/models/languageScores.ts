/** @file Scores of users by the language model's vectors. Axes: B users, N items, V width. */
import type { Fusion } from "../llm-srec/fusion.js";
import type { VectorTable } from "../llm-srec/promptFeeds.js";
import type { GraphSession } from "../runtime/session.js";

/** The item vectors of a language model, and how its scores are fused with its teacher's. */
export class LanguageScores {
  constructor(
    private readonly scorer: GraphSession,
    /** `[N + 1, V]` */
    readonly items: VectorTable,
    readonly fusion: Fusion,
    /** See `standardPopularity`. */
    readonly popularity: Float32Array,
  ) {}

  /**
   * Dot products of users with all items.
   *
   * @param users `[B, V]`
   * @returns `[B, N + 1]`, row 0 unused.
   */
  async of(users: Float32Array): Promise<Float32Array> {
    const { width, values } = this.items;
    const { scores } = await this.scorer.run({
      user: { data: users, shape: [users.length / width, width] },
      items: { data: values, shape: [values.length / width, width] },
    });
    return scores!.data as Float32Array;
  }

  /** Frees the graph. */
  close(): Promise<void> {
    return this.scorer.close();
  }
}
