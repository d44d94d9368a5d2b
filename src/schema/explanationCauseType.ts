import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { ItemType } from "./itemType.js";

/** An item of the history that speaks for a recommended one. */
@allowedFor("READER")
@ObjectType("ExplanationCause", { description: "An item of the user's history that speaks for a recommended one." })
export class ExplanationCauseType {
  @Field(() => ItemType, { description: "The item of the history." })
  item!: ItemType;

  @Field(() => Float, {
    description:
      "How much of what speaks for the recommended item it is, 0 to 1: by how far the score falls when it is left out of the history.",
  })
  share!: number;
}
