import { ArgsType, Field, ID } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { RankerChoiceEnum } from "./rankerChoiceEnum.js";
import { UserInput } from "./userInput.js";

/** Arguments of `rankItems`. */
@ArgsType()
export class RankItemsArguments {
  @Field(() => UserInput, { description: "For whom to rank." })
  user!: UserInput;

  @inputLimits({ minItems: 1, maxItems: 1_000, maxLength: 255 })
  @Field(() => [ID], { description: "The candidates, 1 to 1,000; hidden and unavailable ones are ranked too." })
  itemIds!: string[];

  @Field(() => RankerChoiceEnum, { description: "What to order by.", defaultValue: "AUTO" })
  ranker!: keyof typeof RankerChoiceEnum;
}
