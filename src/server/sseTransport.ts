import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FormattedExecutionResult } from "graphql";
import { createHandler, type Request, type RequestParams, type Response } from "graphql-sse";

import { authenticate } from "./authenticate.js";
import { formatError } from "./formatError.js";
import { prepareOperation } from "./prepareOperation.js";
import { requestError } from "./requestError.js";
import { runOperation } from "./runOperation.js";
import { sendError } from "./sendError.js";
import type { ServerParts } from "./serverParts.js";

type StreamRequest = Request<FastifyRequest, null>;

/** A stream of one result: what is wrong with a request is told in the stream, as the protocol has it. */
async function* only(result: FormattedExecutionResult): AsyncGenerator<FormattedExecutionResult, void, void> {
  yield await Promise.resolve(result);
}

type Stream = AsyncGenerator<FormattedExecutionResult, void, void>;

async function subscribeTo(parts: ServerParts, request: StreamRequest, params: RequestParams): Promise<Stream> {
  const { authorization } = request.raw.headers;
  const key = await authenticate(parts.useCases.apiKeys, authorization);
  const prepared = prepareOperation(parts, params);
  if (!("execution" in prepared)) return only({ errors: prepared.map((error) => formatError(error, parts.log)) });
  const results = await runOperation(parts, prepared, { key, authorization }, "sse");
  return Symbol.asyncIterator in results ? results : only(results);
}

/** Writes a stream until it ends or the client is gone. */
async function pipe(body: AsyncGenerator<string, void, undefined>, { raw }: FastifyReply): Promise<void> {
  raw.once("close", () => void body.return());
  for await (const part of body) {
    if (raw.destroyed) break;
    if (!raw.write(part)) await new Promise((resolve) => raw.once("drain", resolve).once("close", resolve));
  }
  raw.end();
}

async function respond([body, { status, headers }]: Response, reply: FastifyReply): Promise<void> {
  if (body === null || typeof body === "string") {
    await reply
      .code(status)
      .headers(headers ?? {})
      .send(body ?? "");
    return;
  }
  reply.hijack(); // from here on the stream is ours
  reply.raw.writeHead(status, { ...headers, ...(reply.getHeaders() as Record<string, string>) });
  await pipe(body, reply);
}

/**
 * Operations over server-sent events at `POST /graphql/stream`, one for each connection (the "distinct connections mode"
 * of graphql-sse). The mode that shares a connection is not offered: it keeps state for whoever asks.
 * Nor is GET: a browser's `EventSource` could not send the key, and a page of another origin could send a mutation.
 */
export function sseTransport(app: FastifyInstance, parts: ServerParts): void {
  const handle = createHandler<FastifyRequest, null>({
    authenticate: () => null,
    // Formatted already, and printed as it is: the library's types know only the errors of graphql-js.
    onSubscribe: async (request, params) => (await subscribeTo(parts, request, params)) as AsyncGenerator<never>,
  });
  app.get("/graphql/stream", (_request, reply) =>
    sendError(
      reply.header("allow", "POST"),
      requestError("BAD_REQUEST", "Cannot stream by GET: POST with the operation as JSON is wanted"),
      parts.log,
      405,
    ),
  );
  app.post("/graphql/stream", async (request, reply) => {
    const { accept = "" } = request.headers;
    if (!accept.split(",").some((type) => type.trim().startsWith("text/event-stream")))
      return sendError(
        reply,
        requestError("BAD_REQUEST", 'Cannot stream to this client: "Accept: text/event-stream" is wanted'),
        parts.log,
        406,
      );
    try {
      const headers = { ...request.headers, accept: "text/event-stream" };
      const response = await handle({
        method: request.method,
        url: request.url,
        headers: { get: (name) => headers[name as keyof typeof headers] as string | undefined },
        body: request.body as Record<string, unknown>,
        raw: request,
        context: null,
      });
      await respond(response, reply);
    } catch (error) {
      return sendError(reply, error, parts.log);
    }
    return reply;
  });
}
