import { Field, ID, InputType } from "type-graphql";

import { inputLimits } from "./inputLimits.js";

/** What may be recommended; applied before the best are picked, so that a page is full whenever matches exist. */
@InputType({
  description:
    "What may be recommended. It is applied before the best items are picked: a page is full whenever enough items match.",
})
export class RecommendationFilterInput {
  @inputLimits({ maxItems: 100, maxLength: 255 })
  @Field(() => [String], {
    nullable: true,
    description:
      "Only items in any of these categories; 1 to 100. An empty list would let nothing through, and is refused; null lets all through.",
  })
  categories?: string[] | null;

  @inputLimits({ maxItems: 100, maxLength: 255 })
  @Field(() => [String], {
    nullable: true,
    description: "No items in any of these categories; at most 100, none excludes nothing.",
  })
  excludeCategories?: string[] | null;

  @inputLimits({ maxItems: 1_000, maxLength: 255 })
  @Field(() => [ID], {
    nullable: true,
    description: "None of these items; at most 1,000. An empty list and unknown ids exclude nothing.",
  })
  excludeItemIds?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Also items that the user has had, for catalogues where people repeat; default false. Disliked and hidden ones stay out.",
  })
  includeSeen?: boolean | null;
}
