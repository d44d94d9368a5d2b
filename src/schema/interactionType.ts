import { Field, Float, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { ItemType } from "./itemType.js";
import { VersionScalar } from "./versionScalar.js";

/** A stored event. */
@allowedFor("READER")
@ObjectType("Interaction", { description: "An event of the log: something that a user did with an item." })
export class InteractionType {
  @Field(() => ID, { description: "The id that the client gave it, or that was made for it." })
  eventId!: string;

  @Field(() => VersionScalar, { description: "Its number in the log, in the order of arrival." })
  sequence!: bigint;

  @Field(() => ID, { description: "Who did it." })
  userId!: string;

  @Field(() => ID, { description: "With which item." })
  itemId!: string;

  @Field(() => ItemType, { nullable: true, description: "The item; null once it is deleted." })
  item!: ItemType | null;

  @Field(() => String, { description: "What it was: `view`, `purchase`, ..." })
  type!: string;

  @Field(() => Float, { nullable: true, description: "The rating or weight, where the event has one." })
  value!: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it happened; null for imported logs that hold an order but no dates.",
  })
  occurredAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "The answer that it came from, if any." })
  requestId!: string | null;
}
