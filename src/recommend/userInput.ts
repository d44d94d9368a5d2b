/** Whom to recommend to: a user that the space knows, or the history of a visitor that it does not, oldest item first. */
export type UserInput = { readonly userId: string } | { readonly history: readonly string[] };
