/** The formats that `openSource` reads; `auto` finds out which of the others a path holds. */
export const SOURCE_FORMATS = ["auto", "sequitur", "movielens", "amazon2023", "recbole", "csv"] as const;

/** One of `SOURCE_FORMATS`. */
export type SourceFormat = (typeof SOURCE_FORMATS)[number];
