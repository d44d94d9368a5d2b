import { ArgsType, Field } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { UserWriteInput } from "./userWriteInput.js";

/** Arguments of `upsertUsers`. */
@ArgsType()
export class UpsertUsersArguments {
  @inputLimits({ minItems: 1, maxItems: 1_000 })
  @Field(() => [UserWriteInput], { description: "1 to 1,000 users; all are written, or none." })
  users!: UserWriteInput[];
}
