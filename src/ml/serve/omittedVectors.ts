/** The vectors of a user without one entry of the history each. Axes: L entries, V width. */
export interface OmittedVectors {
  /** Places in the history of what was left out, L of them. */
  readonly indices: readonly number[];
  /** `[1 + L, V]`: of the whole history, then without each; zeros where nothing is left. */
  readonly vectors: Float32Array;
}
