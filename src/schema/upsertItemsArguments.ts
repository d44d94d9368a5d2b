import { ArgsType, Field } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { ItemInput } from "./itemInput.js";

/** Arguments of `upsertItems`. */
@ArgsType()
export class UpsertItemsArguments {
  @inputLimits({ minItems: 1, maxItems: 1_000 })
  @Field(() => [ItemInput], { description: "1 to 1,000 items; all are written, or none." })
  items!: ItemInput[];
}
