import { ArgsType, Field, ID } from "type-graphql";

import { inputLimits } from "./inputLimits.js";

/** Arguments of fields about one training run. */
@ArgsType()
export class RunIdArguments {
  @inputLimits({ maxLength: 255 })
  @Field(() => ID, { description: "The training run." })
  runId!: string;
}
