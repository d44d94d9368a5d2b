import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { AttributeType } from "./attributeType.js";
import { DateTimeScalar } from "./dateTimeScalar.js";
import { VersionScalar } from "./versionScalar.js";

/** A user; `attributes` and `interactions` come from field resolvers. */
@allowedFor("READER")
@ObjectType("User", { description: "Somebody who interacts with items." })
export class UserType {
  @Field(() => ID, { description: "Your own id of the user." })
  id!: string;

  @Field(() => [AttributeType], { description: "Further values, by name." })
  attributes!: readonly AttributeType[];

  @Field(() => DateTimeScalar, { description: "When the space first heard of the user." })
  createdAt!: Date;

  @Field(() => VersionScalar, { description: "Grows with every write to the user's log, a backdated one too." })
  historyVersion!: bigint;
}
