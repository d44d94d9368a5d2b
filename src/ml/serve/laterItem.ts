/** An item of the catalogue that came after the model was trained. */
export interface LaterItem {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Whether it may be in an answer; if not, it may still be in a history. */
  readonly recommendable: boolean;
}
