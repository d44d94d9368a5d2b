import type { HttpGraphql } from "./httpGraphql.js";
import { PAGE_SIZE } from "./pageSize.js";

const RECOMMENDATIONS = /* GraphQL */ `
  query Recommendations($userId: ID!, $first: Int!, $ranker: RankerChoice!) {
    recommendations(user: { userId: $userId }, first: $first, ranker: $ranker) {
      requestId
      modelVersionId
      ranker
      freshness
      edges {
        cursor
        score
        node {
          id
          title
          categories
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** How new the language model's view of the user was; null where no language model took part. */
export type PageFreshness = "FRESH" | "LLM_STALE" | "CF_ONLY" | null;

interface Answer {
  readonly recommendations: {
    readonly ranker: string;
    readonly freshness: PageFreshness;
    readonly edges: readonly { readonly score: number; readonly node: { readonly id: string } }[];
  };
}

/** Whose page, and what orders it. */
export interface PageRequest {
  readonly userId: string;
  readonly ranker: "CF_SREC" | "FUSED";
  /** The user's items, none of which may be offered. */
  readonly seen: ReadonlySet<string>;
}

/**
 * Asks for a page of recommendations.
 *
 * @returns The ids, best first.
 * @throws {Error} If the page is not full, not ranked as its freshness says, out of order, or holds what was seen.
 */
export async function recommendedPage(
  client: HttpGraphql,
  { userId, ranker: choice, seen }: PageRequest,
): Promise<{ readonly ids: readonly string[]; readonly freshness: PageFreshness }> {
  const { recommendations } = await client.ask<Answer>(RECOMMENDATIONS, { userId, first: PAGE_SIZE, ranker: choice });
  const { ranker, freshness, edges } = recommendations;
  const ids = edges.map(({ node }) => node.id);
  const refuse = (fault: string): never => {
    throw new Error(`Cannot accept the recommendations for "${userId}": ${fault}`);
  };
  if ((choice === "FUSED") !== (freshness !== null)) refuse(`${choice} was asked for, the freshness is ${freshness}`);
  const wanted = freshness === "CF_ONLY" ? "CF_SREC" : choice;
  if (ranker !== wanted) refuse(`the ranker is ${ranker}, ${wanted} is wanted`);
  if (new Set(ids).size !== PAGE_SIZE) refuse(`${ids.length} items, ${PAGE_SIZE} different ones are wanted`);
  const offered = ids.find((id) => seen.has(id));
  if (offered !== undefined) refuse(`"${offered}" was seen`);
  if (edges.some(({ score }, place) => place > 0 && score > edges[place - 1]!.score)) refuse("the best is not first");
  return { ids, freshness };
}
