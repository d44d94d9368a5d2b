/** What may be recommended; an absent or null part filters nothing. */
export interface RecommendationFilter {
  /** Only items in any of these categories; 1 to 100. */
  readonly categories?: readonly string[] | null | undefined;
  /** No items in any of these categories; at most 100. */
  readonly excludeCategories?: readonly string[] | null | undefined;
  /** None of these items; at most 1,000. Unknown ids are no fault: they exclude nothing. */
  readonly excludeItemIds?: readonly string[] | null | undefined;
  /** Also items the user had positive events with; items with negative events stay out. Default false. */
  readonly includeSeen?: boolean | null | undefined;
}
