/** A piece of a prompt, before it is cut into tokens. */
export type PromptPart =
  /** How all prompts of a kind begin; the first part, if there is one. */
  | { readonly kind: "start"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  /** May be cut short where a prompt would be too long. */
  | { readonly kind: "title"; readonly text: string }
  /** The soft token of an item, by its row. */
  | { readonly kind: "item"; readonly row: number }
  /** The soft token of the teacher's user vector. */
  | { readonly kind: "user" }
  /** The token whose state is read: the last part. */
  | { readonly kind: "out"; readonly of: "user" | "item" };
