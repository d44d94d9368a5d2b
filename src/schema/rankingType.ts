import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { FreshnessEnum } from "./freshnessEnum.js";
import { RankedItemType } from "./rankedItemType.js";
import { RankerEnum } from "./rankerEnum.js";

/** Candidates that the caller named, best first. */
@allowedFor("READER")
@ObjectType("Ranking", { description: "The candidates that were named, best first." })
export class RankingType {
  @Field(() => ID, { description: "Names this answer. Send it with the events that come from it." })
  requestId!: string;

  @Field(() => [RankedItemType], { description: "Every candidate that the space knows, once, best first." })
  ranked!: readonly RankedItemType[];

  @Field(() => [ID], { description: "The candidates that the space does not know, in the order they were named." })
  unknownItemIds!: readonly string[];

  @Field(() => RankerEnum, { description: "What ordered the items." })
  ranker!: keyof typeof RankerEnum;

  @Field(() => FreshnessEnum, {
    nullable: true,
    description: "How new the language model's view of the user is; null where no language model takes part.",
  })
  freshness!: keyof typeof FreshnessEnum | null;

  @Field(() => ID, { nullable: true, description: "The model version that is served; null where none is." })
  modelVersionId!: string | null;
}
