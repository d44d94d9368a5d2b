import type { GraphqlClient } from "../client/graphqlClient.js";
import type { HeldOutUser } from "./heldOutUser.js";

const DEPTH = 10;
/** Requests in flight: enough to keep the server busy, few enough for any machine. */
const CONCURRENCY = 8;

const RECOMMENDATIONS = /* GraphQL */ `
  query Recommendations($user: UserInput!, $first: Int!) {
    recommendations(user: $user, first: $first) {
      edges {
        node {
          id
        }
      }
    }
  }
`;

interface Recommended {
  readonly recommendations: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
}

/** Whom to ask for: a stored user, or a history that the request carries. */
export type Asked = { readonly userId: string } | { readonly history: readonly string[] };

/**
 * Asks the API for ten items for every user and looks where the held-out item stands among them.
 *
 * @returns Mean NDCG@10 over the full catalogue: one relevant item, 1 / log2(place + 1), 0 where it is not among the ten.
 */
export async function ndcgAt10(
  client: GraphqlClient,
  users: readonly HeldOutUser[],
  ask: (user: HeldOutUser) => Asked,
): Promise<number> {
  const waiting = [...users];
  let sum = 0;
  const askOneAfterAnother = async (): Promise<void> => {
    for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) {
      const { recommendations } = await client.request<Recommended>(RECOMMENDATIONS, { user: ask(user), first: DEPTH });
      if (recommendations.edges.length !== DEPTH)
        throw new Error(
          `Cannot score user "${user.id}": ${recommendations.edges.length} items came, ${DEPTH} are wanted`,
        );
      const place = recommendations.edges.findIndex(({ node }) => node.id === user.heldOut);
      if (place >= 0) sum += 1 / Math.log2(place + 2);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, askOneAfterAnother));
  return sum / users.length;
}
