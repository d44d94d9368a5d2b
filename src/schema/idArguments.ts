import { ArgsType, Field, ID } from "type-graphql";

import { inputLimits } from "./inputLimits.js";

/** Arguments of fields about one thing. */
@ArgsType()
export class IdArguments {
  @inputLimits({ maxLength: 255 })
  @Field(() => ID, { description: "Which one." })
  id!: string;
}
