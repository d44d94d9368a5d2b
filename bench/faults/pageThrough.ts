import type { GraphqlClient } from "../client/graphqlClient.js";

interface Page<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

/**
 * Reads a whole list, page by page.
 *
 * @param field The connection's field of `Query`: `trainingRuns`.
 * @param selection What is read of each node: `id state error`.
 */
export async function pageThrough<Node>(client: GraphqlClient, field: string, selection: string): Promise<Node[]> {
  const query = `query Page($after: String) {
    ${field}(first: 100, after: $after) { edges { cursor node { ${selection} } } pageInfo { hasNextPage } }
  }`;
  const nodes: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const data: Record<string, Page<Node>> = await client.request(query, { after });
    const page = data[field]!;
    nodes.push(...page.edges.map(({ node }) => node));
    after = page.edges.at(-1)?.cursor ?? null;
    if (!page.pageInfo.hasNextPage || after === null) return nodes;
  }
}
