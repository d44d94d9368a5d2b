/** What the self-check asks of the API, and the answers' types. */
export const DEMO_RECOMMENDATIONS = /* GraphQL */ `
  query Recommendations($user: UserInput!, $first: Int!) {
    recommendations(user: $user, first: $first) {
      requestId
      ranker
      edges {
        node {
          id
          title
        }
      }
    }
  }
`;

/** An item as the self-check shows it. */
export interface DemoTitle {
  readonly id: string;
  readonly title: string;
}

/** The answer of `DEMO_RECOMMENDATIONS`. */
export interface DemoRecommendations {
  readonly recommendations: {
    readonly requestId: string;
    readonly ranker: string;
    readonly edges: readonly { readonly node: DemoTitle }[];
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
