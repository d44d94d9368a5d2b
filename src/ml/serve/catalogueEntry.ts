/** What ranking must know of an item of the catalogue. */
export interface CatalogueEntry {
  readonly id: string;
  /** What a language model reads. */
  readonly title: string;
  readonly categories: readonly string[];
  /** Whether it may be in an answer at all: available, not hidden, not deleted. */
  readonly recommendable: boolean;
  /** Milliseconds since 1970: items that the model does not know are ranked newest first. */
  readonly createdAtMs: number;
  /** How often people chose it; orders the items where there is no model, and is not read otherwise. */
  readonly popularity: number;
}
