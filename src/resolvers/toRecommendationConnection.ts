import type { RecommendationEdge, RecommendationPage } from "../recommend/recommendationPage.js";
import type { PageInfoType } from "../schema/pageInfoType.js";

import type { AnsweredItem } from "./answeredItem.js";
import type { Plain } from "./plain.js";
import { toConnection } from "./toConnection.js";

/** An edge as Relay wants it, with what its explanation needs. */
export interface RecommendationNode {
  readonly node: RecommendationEdge["item"];
  readonly cursor: string;
  readonly score: number;
  readonly answered: AnsweredItem;
}

/** A page of recommendations, its edges as Relay wants them. */
export function toRecommendationConnection(
  page: RecommendationPage,
  after: string | null | undefined,
): Omit<RecommendationPage, "edges" | "hasNextPage" | "basis"> & {
  edges: readonly RecommendationNode[];
  pageInfo: Plain<PageInfoType>;
} {
  const { edges, hasNextPage, basis, ...rest } = page;
  const nodes = edges.map(({ itemId, item, cursor, score }) => ({
    ...{ node: item, cursor, score },
    answered: { itemId, basis },
  }));
  return { ...rest, edges: nodes, pageInfo: toConnection({ edges: nodes, hasNextPage }, after).pageInfo };
}
