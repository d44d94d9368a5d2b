/** What the self-check asks of the API, and the answers' types. */
export const DEMO_RECOMMENDATIONS = /* GraphQL */ `
  query Recommendations($user: UserInput!, $first: Int!, $after: String, $ranker: RankerChoice! = AUTO) {
    recommendations(user: $user, first: $first, after: $after, ranker: $ranker) {
      requestId
      ranker
      freshness
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          title
        }
      }
    }
  }
`;

/** The same, with what speaks for each item. */
export const DEMO_EXPLAINED = /* GraphQL */ `
  query Explained($user: UserInput!, $first: Int!, $ranker: RankerChoice! = AUTO) {
    recommendations(user: $user, first: $first, ranker: $ranker) {
      requestId
      ranker
      freshness
      edges {
        node {
          id
          title
        }
        why {
          sentence
        }
      }
    }
  }
`;

/** What can be asked for by name, in the order of what each knows. */
export const DEMO_RANKERS = ["POPULAR", "CF_SREC", "LLM_SREC", "FUSED"] as const;

/** One of them. */
export type DemoRanker = (typeof DEMO_RANKERS)[number];

/** An item as the self-check shows it. */
export interface DemoTitle {
  readonly id: string;
  readonly title: string;
}

/** The answer of `DEMO_RECOMMENDATIONS` and `DEMO_EXPLAINED`. */
export interface DemoRecommendations {
  readonly recommendations: {
    readonly requestId: string;
    readonly ranker: string;
    /** Null where no language model takes part. */
    readonly freshness: string | null;
    /** Absent from an explained answer. */
    readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: readonly {
      readonly node: DemoTitle;
      /** Absent where it was not asked for. */
      readonly why?: { readonly sentence: string } | null;
    }[];
  };
}

/** The newest events of a user, newest first. */
export const DEMO_INTERACTIONS = /* GraphQL */ `
  query Interactions($userId: ID!, $first: Int!) {
    interactions(userId: $userId, first: $first) {
      edges {
        node {
          item {
            id
            title
          }
        }
      }
    }
  }
`;

/** The answer of `DEMO_INTERACTIONS`. */
export interface DemoInteractions {
  readonly interactions: { readonly edges: readonly { readonly node: { readonly item: DemoTitle | null } }[] };
}

/** Logs events. */
export const DEMO_LOG = /* GraphQL */ `
  mutation LogInteractions($events: [EventInput!]!) {
    logInteractions(events: $events) {
      results {
        status
      }
    }
  }
`;

/** The answer of `DEMO_LOG`. */
export interface DemoLogged {
  readonly logInteractions: { readonly results: readonly { readonly status: string }[] };
}

/** Writes an item. */
export const DEMO_WRITE_ITEM = /* GraphQL */ `
  mutation WriteItem($item: ItemInput!) {
    upsertItems(items: [$item]) {
      created
    }
  }
`;

/** Deletes an item. */
export const DEMO_DELETE_ITEM = /* GraphQL */ `
  mutation DeleteItem($id: ID!) {
    deleteItems(ids: [$id]) {
      deletedIds
    }
  }
`;
