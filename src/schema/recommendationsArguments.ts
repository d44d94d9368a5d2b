import { ArgsType, Field, Int } from "type-graphql";

import { inputLimits } from "./inputLimits.js";
import { RankerChoiceEnum } from "./rankerChoiceEnum.js";
import { RecommendationFilterInput } from "./recommendationFilterInput.js";
import { UserInput } from "./userInput.js";

/** Without a model a cursor holds a digest of every item that the pages before it showed, 2,000 at most. */
const LONGEST_CURSOR = 20_000;

/** Arguments of `recommendations`: those of every list, but for the length of cursors, and its own. */
@ArgsType()
export class RecommendationsArguments {
  @inputLimits({ min: 1, max: 100 })
  @Field(() => Int, { description: "How many entries, 1 to 100.", defaultValue: 20 })
  first!: number;

  @inputLimits({ maxLength: LONGEST_CURSOR })
  @Field(() => String, {
    nullable: true,
    description: "Cursor of the entry before the first wanted one; with the same user, filter and ranker.",
  })
  after?: string | null;

  @Field(() => UserInput, { description: "Whom to recommend to." })
  user!: UserInput;

  @Field(() => RecommendationFilterInput, { nullable: true, description: "What may be recommended; default: all." })
  filter?: RecommendationFilterInput | null;

  @Field(() => RankerChoiceEnum, { description: "What to order by; the same on all pages.", defaultValue: "AUTO" })
  ranker!: keyof typeof RankerChoiceEnum;
}
