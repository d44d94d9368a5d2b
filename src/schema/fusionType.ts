import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** How the scores of a language model and of its teacher become one. */
@allowedFor("READER")
@ObjectType("Fusion", {
  description:
    "How `FUSED` adds the scores of the language model and of its teacher, each standardised over the catalogue. A weight is three numbers: at the mean, and what it changes by for each standard deviation of an item's popularity and of a history's length, as logarithms.",
})
export class FusionType {
  @Field(() => [Float], { description: "Weight of the language model's score: three numbers." })
  languageModel!: readonly number[];

  @Field(() => [Float], { description: "Weight of the teacher's score: three numbers." })
  teacher!: readonly number[];

  @Field(() => Float, { description: "Weight of the item's popularity." })
  popularity!: number;
}
