import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";

import type { CandidateRanking } from "../recommend/candidateRanking.js";
import type { ModelVersion } from "../recommend/models.js";
import type { RecommendationPage } from "../recommend/recommendationPage.js";
import { allowedFor } from "../schema/allowedFor.js";
import { ModelVersionType } from "../schema/modelVersionType.js";
import { RankingType } from "../schema/rankingType.js";
import { RankItemsArguments } from "../schema/rankItemsArguments.js";
import { RecommendationConnectionType } from "../schema/recommendationConnectionType.js";
import { RecommendationsArguments } from "../schema/recommendationsArguments.js";
import { timesArgument } from "../schema/timesArgument.js";

import type { RequestContext } from "./requestContext.js";
import { toRecommendationConnection } from "./toRecommendationConnection.js";
import { toUser } from "./toUser.js";

/** Recommendations and rankings: translates GraphQL to `Recommender` and back. */
@Resolver(() => RecommendationConnectionType)
export class RecommendationResolver {
  @allowedFor("READER")
  @timesArgument("first")
  @Query(() => RecommendationConnectionType, {
    nullable: true,
    description:
      "What the user is likely to want next, best first. Every event that was acknowledged before the request counts.",
  })
  async recommendations(
    @Args(() => RecommendationsArguments) { user, ...options }: RecommendationsArguments,
    @Ctx() { useCases, space, meter }: RequestContext,
  ) {
    const page = await useCases.recommender.recommend(space, toUser(user), options);
    meter.countAnswer(page);
    return toRecommendationConnection(page, options.after);
  }

  @allowedFor("READER")
  @timesArgument("itemIds")
  @Query(() => RankingType, {
    nullable: true,
    description: "Candidates of your own, such as search results, ranked for the user.",
  })
  async rankItems(
    @Args(() => RankItemsArguments) { user, itemIds, ranker }: RankItemsArguments,
    @Ctx() { useCases, space, meter }: RequestContext,
  ): Promise<CandidateRanking> {
    const ranking = await useCases.recommender.rankItems(space, toUser(user), itemIds, ranker);
    meter.countAnswer(ranking);
    return ranking;
  }

  @FieldResolver(() => ModelVersionType, { nullable: true })
  async modelVersion(
    @Root() { modelVersionId }: RecommendationPage,
    @Ctx() { modelById }: RequestContext,
  ): Promise<ModelVersion | null> {
    return modelVersionId === null ? null : modelById.load(modelVersionId);
  }
}
