import type { FastifyReply } from "fastify";

import type { Logger } from "../domain/logger.js";

import { formatError } from "./formatError.js";
import { httpStatusOf } from "./httpStatusOf.js";
import { isRequestErrorCode } from "./isRequestErrorCode.js";

/** Answers a request that never reached GraphQL in GraphQL's own shape. */
export function sendError(reply: FastifyReply, error: unknown, log: Logger, status?: number): FastifyReply {
  const formatted = formatError(error, log);
  const { code } = formatted.extensions ?? {};
  const fitting = code === "INTERNAL_SERVER_ERROR" || !isRequestErrorCode(code) ? 500 : httpStatusOf(code);
  return reply
    .code(status ?? fitting)
    .type("application/json; charset=utf-8")
    .send(`${JSON.stringify({ errors: [formatted] })}\n`);
}
