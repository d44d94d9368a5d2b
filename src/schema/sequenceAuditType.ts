import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { EvaluationType } from "./evaluationType.js";

/** How much of a model version's quality comes from the order of the histories. */
@allowedFor("READER")
@ObjectType("SequenceAudit", {
  description:
    "What a model loses when the order of the histories is taken away: the same users and held-out items, once with histories as they were and once shuffled. A model that understands order is clearly worse on the shuffled ones.",
})
export class SequenceAuditType {
  @Field(() => [EvaluationType], { description: "With histories in their order." })
  ordered!: readonly EvaluationType[];

  @Field(() => [EvaluationType], { description: "With the same histories in a seeded random order." })
  shuffled!: readonly EvaluationType[];

  @Field(() => Float, {
    nullable: true,
    description:
      "Mean cosine, -1 to 1, between a user's vectors of the ordered and the shuffled history: 1 is blind to order. Null for models without user vectors.",
  })
  cosine!: number | null;
}
