import { Field, ID, InputType } from "type-graphql";

import { AttributeInput } from "./attributeInput.js";
import { inputLimits } from "./inputLimits.js";

/** A user to write. */
@InputType({ description: "A user to write. Users are also made by the first event that names them." })
export class UserWriteInput {
  @inputLimits({ maxLength: 255 })
  @Field(() => ID, { description: "Your own id, 1 to 255 characters; a user of this id is updated." })
  id!: string;

  @inputLimits({ maxItems: 64 })
  @Field(() => [AttributeInput], {
    nullable: true,
    description: "All attributes, at most 64: a list that is sent replaces the stored one; left out or null keeps it.",
  })
  attributes?: AttributeInput[] | null;
}
