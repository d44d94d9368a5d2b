import { ArgsType, Field } from "type-graphql";

import { EventInput } from "./eventInput.js";
import { inputLimits } from "./inputLimits.js";

/** Arguments of `logInteractions`. */
@ArgsType()
export class LogInteractionsArguments {
  @inputLimits({ minItems: 1, maxItems: 1_000 })
  @Field(() => [EventInput], { description: "1 to 1,000 events; each is logged or refused on its own." })
  events!: EventInput[];
}
