import { Field, Float, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";

/** One attribute of an item or a user, as the API returns it. */
@allowedFor("READER")
@ObjectType("Attribute", { description: "A named value of an item or a user. Exactly one of the value fields is set." })
export class AttributeType {
  @Field(() => String, { description: "The attribute's name, unique within its item or user." })
  key!: string;

  @Field(() => String, { nullable: true, description: "The value, if it is a string." })
  string!: string | null;

  @Field(() => Float, { nullable: true, description: "The value, if it is a number." })
  number!: number | null;

  @Field(() => Boolean, { nullable: true, description: "The value, if it is true or false." })
  boolean!: boolean | null;

  @Field(() => [String], { nullable: true, description: "The value, if it is a list of strings." })
  strings!: readonly string[] | null;
}
