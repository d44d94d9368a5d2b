/**
 * How the scores of the language model and of its teacher become one.
 *
 * For one user, zL and zC are both models' scores, standardised over all rows of the catalogue; p_i says how popular an
 * item is, l how long the history is, each standardised by the numbers here. The score of item i is
 * `zL (a0 + a1 p_i + a2 l) + zC (c0 + c1 p_i + c2 l) + b p_i`.
 */
export interface Fusion {
  /** a0, a1, a2. */
  readonly languageModel: readonly [number, number, number];
  /** c0, c1, c2. */
  readonly teacher: readonly [number, number, number];
  /** b. */
  readonly popularity: number;
  /** Of `log(1 + popularity)`, over the items. */
  readonly popularityMean: number;
  readonly popularityDeviation: number;
  /** Of `log(1 + length)`, over the histories, each no longer than what the teacher reads. */
  readonly lengthMean: number;
  readonly lengthDeviation: number;
}
