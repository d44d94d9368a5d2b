import type { FastifyError, FastifyInstance } from "fastify";

import { requestError } from "./requestError.js";
import type { RequestErrorCode } from "./requestErrorCode.js";
import { sendError } from "./sendError.js";
import type { ServerParts } from "./serverParts.js";

const CHARSET = /;\s*charset\s*=\s*"?([^;"\s]*)/i;

/** A body in another charset than UTF-8 would be read as what it does not say. */
function hasOtherCharset(contentType: string | undefined): boolean {
  const charset = CHARSET.exec(contentType ?? "")?.[1];
  return charset !== undefined && !["utf-8", "utf8"].includes(charset.toLowerCase());
}

/** What fastify refuses, by its own code; the rest of its refusals are bad requests like any other. */
const CODES: Readonly<Record<string, RequestErrorCode>> = { FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE" };

/** Refuses what is no request of ours, and tells whatever goes wrong before GraphQL in GraphQL's shape. */
export function refuseBadRequests(app: FastifyInstance, { log }: ServerParts): void {
  app.removeContentTypeParser("text/plain"); // JSON is all we take: what browsers send unasked never gets this far
  app.addHook("onRequest", (request, reply, done) => {
    if (hasOtherCharset(request.headers["content-type"]))
      sendError(reply, requestError("BAD_REQUEST", "Cannot read this charset: UTF-8 is wanted"), log, 415);
    else done();
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { statusCode = 500, code, message } = error;
    if (statusCode >= 500) return sendError(reply, error, log, statusCode);
    return sendError(
      reply,
      requestError(CODES[code] ?? "BAD_REQUEST", `Cannot read the request: ${message}`),
      log,
      statusCode,
    );
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, requestError("BAD_REQUEST", `Cannot ${request.method} this path: there is nothing`), log, 404),
  );
}
