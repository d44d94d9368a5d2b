/** The kinds of models that can be trained, stored and served. */
export const MODEL_KINDS = ["popular", "markov", "sasrec"] as const;

/** One of `MODEL_KINDS`. */
export type ModelKind = (typeof MODEL_KINDS)[number];
