import { HeaderMap, type ApolloServer, type HTTPGraphQLResponse } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { DomainError } from "../domain/domainError.js";

import type { ApolloContext } from "./apolloContext.js";
import { authenticate } from "./authenticate.js";
import { createApollo } from "./createApollo.js";
import { startDeadline } from "./deadline.js";
import { holderOf } from "./holderOf.js";
import { httpStatusOf } from "./httpStatusOf.js";
import { requestContextOf } from "./requestContextOf.js";
import { requestError } from "./requestError.js";
import { sendError } from "./sendError.js";
import type { ServerParts } from "./serverParts.js";

/** The request's headers as Apollo takes them. */
function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  return map;
}

/** A fault that was found while the context was made, with the status that Apollo is to answer with. */
function asRequestError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return requestError(error.code, error.message, { status: httpStatusOf(error.code), cause: error });
}

async function answer(
  apollo: ApolloServer<ApolloContext>,
  parts: ServerParts,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<HTTPGraphQLResponse> {
  let leave = (): void => undefined;
  try {
    return await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: headersOf(request),
        search: request.url.includes("?") ? request.url.slice(request.url.indexOf("?")) : "",
        body: request.body,
      },
      context: async () => {
        try {
          const { authorization } = request.headers;
          const key = await authenticate(parts.useCases.apiKeys, authorization);
          leave = parts.requests.enter(holderOf(key));
          return requestContextOf(parts, { key, authorization, signal, isCaching: true });
        } catch (error) {
          throw asRequestError(error);
        }
      },
    });
  } finally {
    leave();
  }
}

function send(reply: FastifyReply, { status, headers, body }: HTTPGraphQLResponse): FastifyReply {
  if (body.kind !== "complete") throw new TypeError("Cannot send an answer in parts: graphql 16 makes none");
  return reply
    .code(status ?? 200)
    .headers(Object.fromEntries(headers))
    .send(body.string);
}

/**
 * GraphQL over HTTP at `/graphql`. A request that takes too long is answered with `TIMEOUT`; what it began goes on
 * holding its key's place until it has ended, so that slow requests cannot pile up.
 *
 * @returns Ends Apollo Server.
 */
export async function httpTransport(app: FastifyInstance, parts: ServerParts): Promise<() => Promise<void>> {
  const apollo = createApollo(parts);
  await apollo.start();
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    async handler(request, reply) {
      const deadline = startDeadline(parts.limits.requestTimeoutMs);
      const answered = answer(apollo, parts, request, deadline.signal).finally(() => {
        deadline.clear();
      });
      const first = await Promise.race([answered, deadline.passed]);
      return first instanceof Error ? sendError(reply, first, parts.log) : send(reply, first);
    },
  });
  return () => apollo.stop();
}
