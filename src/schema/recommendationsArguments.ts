import { ArgsType, Field } from "type-graphql";

import { PageArguments } from "./pageArguments.js";
import { RecommendationFilterInput } from "./recommendationFilterInput.js";
import { UserInput } from "./userInput.js";

/** Arguments of `recommendations`. */
@ArgsType()
export class RecommendationsArguments extends PageArguments {
  @Field(() => UserInput, { description: "Whom to recommend to." })
  user!: UserInput;

  @Field(() => RecommendationFilterInput, { nullable: true, description: "What may be recommended; default: all." })
  filter?: RecommendationFilterInput | null;
}
