/** What a request may ask for. Every limit is on by default. */
export interface ServerLimits {
  /** Most tokens of a document. */
  readonly maxTokens: number;
  /** How deep selections may nest, the fields of `Query` being 1; introspection has a limit of its own in graphql-js. */
  readonly maxDepth: number;
  /** Most aliases of a document, those of `__typename` too. */
  readonly maxAliases: number;
  /** Most directives of a document. */
  readonly maxDirectives: number;
  /** Most fields of `Query`, `Mutation` or `Subscription` in an operation. */
  readonly maxRootFields: number;
  /** Most validation errors told before the rest is given up. */
  readonly maxErrors: number;
  /** Most things that an operation may return or take, as `operationCost` counts them. */
  readonly maxCost: number;
  /** Longest request body or WebSocket message, in bytes. */
  readonly maxBodyBytes: number;
  /** Most requests of one key that are worked on at once. */
  readonly maxInFlightPerKey: number;
  /** Most subscriptions of one key that are open at once. */
  readonly maxSubscriptionsPerKey: number;
  /** When a request that is not answered yet is given up, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How often an open subscription or connection asks whether its key is still good, in milliseconds. */
  readonly keyCheckMs: number;
}

/** The limits of a server that is told no others. */
export const DEFAULT_LIMITS: ServerLimits = {
  maxTokens: 2_000,
  maxDepth: 12,
  maxAliases: 15,
  maxDirectives: 8,
  maxRootFields: 10,
  maxErrors: 5,
  maxCost: 5_000,
  maxBodyBytes: 1_048_576,
  maxInFlightPerKey: 64,
  maxSubscriptionsPerKey: 32,
  requestTimeoutMs: 30_000,
  keyCheckMs: 2_000,
};
