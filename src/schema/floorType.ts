import { Field, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { EvaluationType } from "./evaluationType.js";

/** What a simpler model reached where a model version was measured. */
@allowedFor("READER")
@ObjectType("Floor", { description: "What a simpler model reached on the same held-out items." })
export class FloorType {
  @Field(() => String, { description: "Which model: `popularity` or `markov`." })
  kind!: string;

  @Field(() => [EvaluationType], { description: "Its measurements." })
  evaluations!: readonly EvaluationType[];
}
