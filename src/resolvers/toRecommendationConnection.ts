import type { RecommendationEdge, RecommendationPage } from "../recommend/recommendationPage.js";
import type { PageInfoType } from "../schema/pageInfoType.js";

import type { Plain } from "./plain.js";
import { toConnection } from "./toConnection.js";

/** A page of recommendations, its edges as Relay wants them. */
export function toRecommendationConnection(
  page: RecommendationPage,
  after: string | null | undefined,
): Omit<RecommendationPage, "edges" | "hasNextPage"> & {
  edges: readonly { node: RecommendationEdge["item"]; cursor: string; score: number }[];
  pageInfo: Plain<PageInfoType>;
} {
  const { edges, hasNextPage, ...rest } = page;
  const nodes = edges.map(({ item, cursor, score }) => ({ node: item, cursor, score }));
  return { ...rest, edges: nodes, pageInfo: toConnection({ edges: nodes, hasNextPage }, after).pageInfo };
}
