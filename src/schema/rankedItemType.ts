import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ItemType } from "./itemType.js";

/** A candidate in its place. */
@allowedFor("READER")
@ObjectType("RankedItem", { description: "A candidate in its place." })
export class RankedItemType {
  @Field(() => ItemType, { description: "The item in this place." })
  item!: ItemType;

  @Field(() => Float, { description: "Higher is better; comparable within one answer only." })
  score!: number;
}
