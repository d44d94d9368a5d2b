import type { RankerChoice } from "./rankerChoice.js";
import type { RecommendationFilter } from "./recommendationFilter.js";

/** Which recommendations are wanted. */
export interface RecommendInput {
  /** How many, 1 to 100. */
  readonly first: number;
  /** The cursor of the last edge of the page before, with the same user, filter and ranker. */
  readonly after?: string | null | undefined;
  readonly filter?: RecommendationFilter | null | undefined;
  /** Default `AUTO`. */
  readonly ranker?: RankerChoice | undefined;
}
