import type { Page, PageEdge } from "../recommend/page.js";
import type { PageInfoType } from "../schema/pageInfoType.js";

import type { Plain } from "./plain.js";

/** A page as Relay wants it: the same edges, and what it says of the rest of the list. */
export function toConnection<Node>(
  { edges, hasNextPage }: Page<Node>,
  after: string | null | undefined,
): { edges: readonly PageEdge<Node>[]; pageInfo: Plain<PageInfoType> } {
  const pageInfo = {
    hasNextPage,
    hasPreviousPage: after != null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, pageInfo };
}
