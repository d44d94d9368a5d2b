import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ItemType } from "./itemType.js";

/** One recommended item in its place. */
@allowedFor("READER")
@ObjectType("RecommendationEdge", { description: "One recommended item in its place." })
export class RecommendationEdgeType {
  @Field(() => ItemType, { description: "The item in this place." })
  node!: ItemType;

  @Field(() => String, {
    description: "Opaque: pass it as `after`, with the same user and filter; good for 30 minutes.",
  })
  cursor!: string;

  @Field(() => Float, { description: "Higher is better; comparable within one answer only." })
  score!: number;
}
