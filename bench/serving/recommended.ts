import type { HttpGraphql } from "./httpGraphql.js";
import { PAGE_SIZE } from "./pageSize.js";

const RECOMMENDATIONS = /* GraphQL */ `
  query Recommendations($userId: ID!, $first: Int!) {
    recommendations(user: { userId: $userId }, first: $first) {
      requestId
      modelVersionId
      ranker
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

interface Answer {
  readonly recommendations: {
    readonly ranker: string;
    readonly edges: readonly { readonly score: number; readonly node: { readonly id: string } }[];
  };
}

/**
 * Asks for a page of recommendations.
 *
 * @param seen The user's items, none of which may be offered.
 * @returns The ids, best first.
 * @throws {Error} If the page is not full, not ranked by the network, out of order, or holds what was seen.
 */
export async function recommended(client: HttpGraphql, userId: string, seen: ReadonlySet<string>): Promise<string[]> {
  const { recommendations } = await client.ask<Answer>(RECOMMENDATIONS, { userId, first: PAGE_SIZE });
  const { ranker, edges } = recommendations;
  const ids = edges.map(({ node }) => node.id);
  const refuse = (fault: string): never => {
    throw new Error(`Cannot accept the recommendations for "${userId}": ${fault}`);
  };
  if (ranker !== "CF_SREC") refuse(`the ranker is ${ranker}, CF_SREC is wanted`);
  if (new Set(ids).size !== PAGE_SIZE) refuse(`${ids.length} items, ${PAGE_SIZE} different ones are wanted`);
  const offered = ids.find((id) => seen.has(id));
  if (offered !== undefined) refuse(`"${offered}" was seen`);
  if (edges.some(({ score }, place) => place > 0 && score > edges[place - 1]!.score)) refuse("the best is not first");
  return ids;
}
