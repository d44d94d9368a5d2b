/** The kinds of models that are networks trained by steps: an encoder of histories, and a vector for each item. */
const NETWORK_KINDS = ["sasrec", "esasrec"] as const;

/** One of `NETWORK_KINDS`. */
export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** The kinds of models that can be trained, stored and served. */
export const MODEL_KINDS = ["popular", "markov", ...NETWORK_KINDS, "llm-srec"] as const;

/** One of `MODEL_KINDS`. */
export type ModelKind = (typeof MODEL_KINDS)[number];

/** Whether models of this kind are an encoder and item vectors, and nothing else. */
export function isNetworkKind(kind: ModelKind): kind is NetworkKind {
  return NETWORK_KINDS.some((known) => known === kind);
}
