import type { GraphQLSchema } from "graphql";

import type { Logger } from "../domain/logger.js";
import type { UseCases } from "../recommend/useCases.js";

import type { InFlight } from "./inFlight.js";
import type { ServerLimits } from "./serverLimits.js";
import type { ServerMetrics } from "./serverMetrics.js";

/** What the transports share: HTTP, WebSocket and server-sent events differ only in how they carry the same answers. */
export interface ServerParts {
  readonly schema: GraphQLSchema;
  readonly useCases: UseCases;
  readonly limits: ServerLimits;
  readonly log: Logger;
  readonly metrics: ServerMetrics;
  /** Requests of each key that are being answered. */
  readonly requests: InFlight;
  /** Subscriptions of each key that are open. */
  readonly subscriptions: InFlight;
  /** Origins besides the server's own whose pages may use the API. */
  readonly allowedOrigins: readonly string[];
}
