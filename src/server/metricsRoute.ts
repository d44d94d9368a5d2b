import type { FastifyInstance, FastifyRequest } from "fastify";

import { DomainError } from "../domain/domainError.js";
import { roleIncludes } from "../domain/role.js";

import { authenticate } from "./authenticate.js";
import { sendError } from "./sendError.js";
import type { ServerParts } from "./serverParts.js";

const LOOPBACK: readonly string[] = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

/** Whether somebody on this machine asks; a proxy on this machine asks for others, and says so. */
function isLoopback({ raw: { socket }, headers }: FastifyRequest): boolean {
  const isForwarded = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return !isForwarded && LOOPBACK.includes(socket.remoteAddress ?? "");
}

/** `/metrics`, for Prometheus: for this machine, and for admin keys of any space. */
export function metricsRoute(app: FastifyInstance, { useCases, metrics, log }: ServerParts): void {
  app.get("/metrics", async (request, reply) => {
    try {
      if (!isLoopback(request)) {
        const key = await authenticate(useCases.apiKeys, request.headers.authorization);
        if (key === null)
          throw new DomainError(
            "UNAUTHENTICATED",
            "Cannot show metrics from afar without an API key: an admin's is wanted",
          );
        if (!roleIncludes(key.role, "ADMIN"))
          throw new DomainError("FORBIDDEN", `Cannot show metrics to role ${key.role}: role ADMIN is wanted`);
      }
      return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    } catch (error) {
      return sendError(reply, error, log);
    }
  });
}
