/** An entry of a history on its way to a language process. */
export interface LanguageItem {
  readonly id: string;
  /** Of an item that the model does not know, where the catalogue has it; else null. */
  readonly title: string | null;
  /** Milliseconds since 1970; null where only the order is known. */
  readonly time: number | null;
}
