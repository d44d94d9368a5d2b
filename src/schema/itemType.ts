import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { AttributeType } from "./attributeType.js";
import { DateTimeScalar } from "./dateTimeScalar.js";

/** An item; `attributes` comes from a field resolver, since the domain keeps them as a record. */
@allowedFor("READER")
@ObjectType("Item", { description: "Something that can be recommended." })
export class ItemType {
  @Field(() => ID, { description: "Your own id of the item." })
  id!: string;

  @Field(() => String, { description: "Shown to people." })
  title!: string;

  @Field(() => String, { description: "Longer description; may be empty." })
  text!: string;

  @Field(() => [String], { description: "The categories that filters go by." })
  categories!: readonly string[];

  @Field(() => [AttributeType], { description: "Further values, by name." })
  attributes!: readonly AttributeType[];

  @Field(() => DateTimeScalar, { description: "When the item appeared." })
  createdAt!: Date;

  @Field(() => Boolean, { description: "False while it cannot be had; then it is not recommended." })
  available!: boolean;

  @Field(() => Boolean, { description: "True: never recommended." })
  hidden!: boolean;
}
