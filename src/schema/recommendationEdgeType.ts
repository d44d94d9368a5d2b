import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ExplanationType } from "./explanationType.js";
import { ItemType } from "./itemType.js";

/** One recommended item in its place; `why` comes from a field resolver. */
@allowedFor("READER")
@ObjectType("RecommendationEdge", { description: "One recommended item in its place." })
export class RecommendationEdgeType {
  @Field(() => ItemType, { description: "The item in this place." })
  node!: ItemType;

  @Field(() => String, {
    description: "Opaque: pass it as `after`, with the same user, filter and ranker; good for 30 minutes.",
  })
  cursor!: string;

  @Field(() => Float, { description: "Higher is better; comparable within one answer only." })
  score!: number;

  @Field(() => ExplanationType, {
    nullable: true,
    description:
      "Why it is here: the items of the history that speak for it. Worked out only if it is asked for, for the whole page at once; a page costs 500 more with it. Null where nothing of the history speaks for it, as with popular items and empty histories, and where a language model ordered the answer and cannot be asked now.",
  })
  why!: ExplanationType | null;
}
