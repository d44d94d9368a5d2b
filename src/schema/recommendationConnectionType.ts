import { Field, ID, ObjectType } from "type-graphql";

import { allowedFor } from "./allowedFor.js";
import { FreshnessEnum } from "./freshnessEnum.js";
import { ModelVersionType } from "./modelVersionType.js";
import { PageInfoType } from "./pageInfoType.js";
import { RankerEnum } from "./rankerEnum.js";
import { RecommendationEdgeType } from "./recommendationEdgeType.js";
import { VersionScalar } from "./versionScalar.js";

/** A page of recommendations, and what it was made from. */
@allowedFor("READER")
@ObjectType("RecommendationConnection", { description: "A page of recommendations, best first, and how it was made." })
export class RecommendationConnectionType {
  @Field(() => [RecommendationEdgeType], { description: "The items of this page, best first." })
  edges!: readonly RecommendationEdgeType[];

  @Field(() => PageInfoType, { description: "Whether and where the list goes on." })
  pageInfo!: PageInfoType;

  @Field(() => ID, {
    description:
      "Names this answer; all its pages share it, and none repeats an item. Send it with the events that come from it.",
  })
  requestId!: string;

  @Field(() => RankerEnum, { description: "What ordered the items." })
  ranker!: keyof typeof RankerEnum;

  @Field(() => FreshnessEnum, {
    nullable: true,
    description:
      "How new the language model's view of the user is, the same on all pages of an answer; null where no language model takes part.",
  })
  freshness!: keyof typeof FreshnessEnum | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The model version that ranked this answer; null where popularity did, because none is served or it cannot be loaded.",
  })
  modelVersionId!: string | null;

  @Field(() => ModelVersionType, { nullable: true, description: "The same, whole." })
  modelVersion!: ModelVersionType | null;

  @Field(() => VersionScalar, {
    nullable: true,
    description: "The version of the user's history that was read; null for a history sent with the request.",
  })
  historyVersion!: bigint | null;
}
