import { fileURLToPath } from "node:url";

import { fastify, type FastifyInstance } from "fastify";

import type { Logger } from "../domain/logger.js";
import type { UseCases } from "../recommend/useCases.js";

import { buildGraphqlSchema } from "./buildGraphqlSchema.js";
import { crossOrigin } from "./crossOrigin.js";
import { graphiqlRoutes } from "./graphiqlRoutes.js";
import { healthRoutes } from "./healthRoutes.js";
import { httpTransport } from "./httpTransport.js";
import { InFlight } from "./inFlight.js";
import { metricsRoute } from "./metricsRoute.js";
import { refuseBadRequests } from "./refuseBadRequests.js";
import { securityHeaders } from "./securityHeaders.js";
import { DEFAULT_LIMITS, type ServerLimits } from "./serverLimits.js";
import { ServerMetrics } from "./serverMetrics.js";
import type { ServerParts } from "./serverParts.js";
import { sseTransport } from "./sseTransport.js";
import { webSocketTransport } from "./webSocketTransport.js";

/** `examples/` of the repository: beside `src` and `dist` alike. */
const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

/** What a server is made of. */
export interface ServerOptions {
  readonly useCases: UseCases;
  readonly log: Logger;
  /** Limits other than the defaults. */
  readonly limits?: Partial<ServerLimits>;
  /** Origins besides the server's own whose pages may use the API, such as `https://shop.example`; default none. */
  readonly allowedOrigins?: readonly string[];
  /** The folder of the operations that GraphiQL opens with. */
  readonly examplesFolder?: string;
}

/**
 * Builds the HTTP side: GraphQL at `/graphql` (HTTP and WebSocket) and `/graphql/stream` (server-sent events), GraphiQL
 * at `/graphiql`, `/health`, `/ready`, `/metrics`. It does not listen yet; `close()` ends it, the use cases stay open.
 */
export async function buildServer({
  useCases,
  log,
  limits: wanted = {},
  allowedOrigins = [],
  examplesFolder = EXAMPLES,
}: ServerOptions): Promise<FastifyInstance> {
  const limits = { ...DEFAULT_LIMITS, ...wanted };
  const app = fastify({
    logger: false, // what is worth a line is logged where it happens; a request's line would hold what is private
    bodyLimit: limits.maxBodyBytes,
    forceCloseConnections: true, // else one open stream holds up the shutdown
    requestTimeout: limits.requestTimeoutMs, // for the request to arrive
    http: {
      headersTimeout: limits.requestTimeoutMs, // node swaps the two where this one, 60 s by default, is the longer
      connectionsCheckingInterval: limits.requestTimeoutMs,
    },
  });
  const parts: ServerParts = {
    schema: await buildGraphqlSchema(),
    useCases,
    limits,
    log,
    metrics: new ServerMetrics(() => useCases.models.degradedSpaces),
    requests: new InFlight("requests", limits.maxInFlightPerKey),
    subscriptions: new InFlight("subscriptions", limits.maxSubscriptionsPerKey),
    allowedOrigins,
  };
  securityHeaders(app);
  crossOrigin(app, allowedOrigins);
  refuseBadRequests(app, parts);
  const stopApollo = await httpTransport(app, parts);
  sseTransport(app, parts);
  webSocketTransport(app, parts);
  healthRoutes(app, parts);
  metricsRoute(app, parts);
  graphiqlRoutes(app, examplesFolder);
  app.addHook("onClose", async () => {
    await stopApollo();
    parts.metrics.registry.clear();
  });
  return app;
}
