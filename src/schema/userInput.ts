import { Field, ID, InputType } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { oneOf } from "./oneOf.js";

/** Whom to recommend to: exactly one field is sent. */
@oneOf()
@InputType({ description: "Whom to recommend to: exactly one of these." })
export class UserInput {
  @inputLimits({ maxLength: 255 })
  @Field(() => ID, { nullable: true, description: "A user that the space knows; the history is read from its log." })
  userId?: string;

  @inputLimits({ maxItems: 10_000, maxLength: 255 })
  @Field(() => [ID], {
    nullable: true,
    description:
      "Item ids, oldest first, of somebody the space need not know: a new visitor, or a sequence to try. At most 10,000; nothing of it is stored.",
  })
  history?: string[];
}
