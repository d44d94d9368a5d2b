import type { HttpGraphql } from "./httpGraphql.js";

const ITEMS = /* GraphQL */ `
  query Items($first: Int!, $after: String) {
    items(first: $first, after: $after) {
      edges {
        cursor
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
  readonly items: { readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[] };
}

/**
 * Asks for a page of the catalogue as it lies in the store: of the same shape as recommendations, with nothing ranked.
 *
 * @returns The cursors of the items.
 * @throws {Error} If the page is not full.
 */
export async function itemsPage(client: HttpGraphql, first: number, after: string | null): Promise<string[]> {
  const { items } = await client.ask<Answer>(ITEMS, { first, after });
  if (items.edges.length !== first)
    throw new Error(`Cannot accept a page of the catalogue: ${items.edges.length} items, ${first} are wanted`);
  return items.edges.map(({ cursor }) => cursor);
}
