import { ArgsType, Field, ID } from "type-graphql";

import { inputLimits } from "./inputLimits.js";

/** Arguments of `deleteItems`. */
@ArgsType()
export class DeleteItemsArguments {
  @inputLimits({ minItems: 1, maxItems: 1_000, maxLength: 255 })
  @Field(() => [ID], { description: "1 to 1,000 item ids; unknown ones are no fault." })
  ids!: string[];
}
