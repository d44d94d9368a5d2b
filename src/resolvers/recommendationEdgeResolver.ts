import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";

import type { Explanation } from "../recommend/explanation.js";
import { ExplanationType } from "../schema/explanationType.js";
import { oncePerPageCost } from "../schema/oncePerPageCost.js";
import { RecommendationEdgeType } from "../schema/recommendationEdgeType.js";

import type { RequestContext } from "./requestContext.js";
import type { RecommendationNode } from "./toRecommendationConnection.js";

/** As much as an introspection: the model ranks again for every item of the history. */
const EXPLANATION_COST = 500;

/** Recommended items: translates GraphQL to `Explainer` and back. */
@Resolver(() => RecommendationEdgeType)
export class RecommendationEdgeResolver {
  @oncePerPageCost(EXPLANATION_COST)
  @FieldResolver(() => ExplanationType, { nullable: true })
  why(@Root() { answered }: RecommendationNode, @Ctx() { explanationOf }: RequestContext): Promise<Explanation | null> {
    return explanationOf.load(answered);
  }
}
