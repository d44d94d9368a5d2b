/** A prompt as a language model reads it: token ids, and the places where learned vectors stand. */
export interface TokenizedPrompt {
  /** 0 where a soft token stands. */
  readonly ids: readonly number[];
  /** Soft tokens of items, in the order of their places. */
  readonly items: readonly { readonly place: number; readonly row: number }[];
  /** Of the teacher's user vector; null where the prompt has none. */
  readonly userPlace: number | null;
  /** Of `[UserOut]` or `[ItemOut]`: always the last, so that it sees the whole prompt. */
  readonly outPlace: number;
  /** Tokens of the beginning that all prompts of its kind share. */
  readonly startLength: number;
}
