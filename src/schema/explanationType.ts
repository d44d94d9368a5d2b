import { Field, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ExplanationCauseType } from "./explanationCauseType.js";

/** Why an item was recommended. */
@allowedFor("READER")
@ObjectType("Explanation", {
  description:
    "Why an item was recommended, in terms of the user's own history. It names nothing but items of the catalogue.",
})
export class ExplanationType {
  @Field(() => String, {
    description:
      'The causes in a sentence: `Because of "Title A" (62 %) and "Title B" (21 %)`. Plain text, to be escaped.',
  })
  sentence!: string;

  @Field(() => [ExplanationCauseType], {
    description: "The items that speak for it, best first: 1 to 3. Hidden and deleted ones are left out.",
  })
  causes!: readonly ExplanationCauseType[];
}
