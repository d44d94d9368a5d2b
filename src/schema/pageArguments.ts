import { ArgsType, Field, Int } from "type-graphql";

import { inputLimits } from "./inputLimits.js";

/** Arguments of every list. */
@ArgsType()
export class PageArguments {
  @inputLimits({ min: 1, max: 100 })
  @Field(() => Int, { description: "How many entries, 1 to 100.", defaultValue: 20 })
  first!: number;

  @inputLimits({ maxLength: 2_048 })
  @Field(() => String, { nullable: true, description: "Cursor of the entry before the first wanted one." })
  after?: string | null;
}
