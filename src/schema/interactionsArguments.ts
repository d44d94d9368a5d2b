import { ArgsType, Field, ID } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { PageArguments } from "./pageArguments.js";

/** Arguments of the list of events. */
@ArgsType()
export class InteractionsArguments extends PageArguments {
  @inputLimits({ maxLength: 255 })
  @Field(() => ID, { nullable: true, description: "Only events of this user." })
  userId?: string | null;
}
