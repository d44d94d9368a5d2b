/** An entry of a history, as a language model reads it. */
export interface LlmSrecItem {
  /** Of the model's catalogue, 1 to N; 0 for an item that came later, which is read by its title. */
  readonly row: number;
  /** Of an item that came later; not read where there is a row. */
  readonly title: string;
  /** Milliseconds since 1970; null where only the order is known, which a prompt with days tells as the first of 1970. */
  readonly time: number | null;
}
