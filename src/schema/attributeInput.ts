import { Field, InputType } from "type-graphql";

import { AttributeValueInput } from "./attributeValueInput.js";
import { inputLimits } from "./inputLimits.js";

/** One attribute to write. */
@InputType({ description: "An attribute to write." })
export class AttributeInput {
  @inputLimits({ maxLength: 64 })
  @Field(() => String, { description: "Its name, 1 to 64 characters; once in a list." })
  key!: string;

  @Field(() => AttributeValueInput, { description: "Its value." })
  value!: AttributeValueInput;
}
