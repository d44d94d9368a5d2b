import { GraphQLError, type GraphQLFormattedError } from "graphql";

import { DomainError } from "../domain/domainError.js";
import { generalFault } from "../domain/generalFault.js";
import type { Logger } from "../domain/logger.js";

import { isRequestErrorCode } from "./isRequestErrorCode.js";
import type { RequestErrorCode } from "./requestErrorCode.js";

/** graphql-js suggests names of the schema to whoever mistypes one. */
const SUGGESTION = / ?Did you mean .*\?$/su;

/** graphql-js tells in words only that a document is too long. */
const TOO_MANY_TOKENS = /contains more tha[nt] (\d+) tokens/u;

/** And so when checking it for conflicts would take too long. */
const CHECK_GIVEN_UP = "Validation aborted.";

/** An error and what stands behind it, outermost first: graphql-js and Apollo wrap errors to put a path or a code to them. */
function chainOf(error: unknown): unknown[] {
  const chain = [error];
  for (let last = error; last instanceof GraphQLError && last.originalError != null; chain.push(last))
    last = last.originalError;
  return chain;
}

function codeOf(chain: readonly unknown[]): RequestErrorCode | undefined {
  const cause = chain.at(-1);
  if (cause instanceof DomainError) return cause.code;
  if (!(cause instanceof GraphQLError)) return undefined; // somebody else's error: a bug
  const codes = chain.map((link) => (link instanceof GraphQLError ? link.extensions.code : undefined));
  if (codes.includes("BAD_USER_INPUT")) return "BAD_INPUT"; // Apollo's word for variables that do not fit
  const own = codes.findLast(isRequestErrorCode); // the innermost is the most exact
  if (own !== undefined) return own;
  // Without a path it was found before execution: a variable that does not fit. Else a field could not be told: a bug.
  return (chain[0] as GraphQLError).path === undefined ? "BAD_INPUT" : undefined;
}

/** What graphql-js says of a document that is too large, in our words; undefined for everything else. */
function tooLarge(code: RequestErrorCode, message: string): string | undefined {
  if (code === "GRAPHQL_VALIDATION_FAILED" && message === CHECK_GIVEN_UP)
    return "Cannot check the document: it repeats too many fields, fewer or a fragment are wanted";
  const limit = code === "GRAPHQL_PARSE_FAILED" ? TOO_MANY_TOKENS.exec(message)?.[1] : undefined;
  return limit && `Cannot take a document of more than ${limit} tokens: lists as variables are wanted`;
}

/**
 * An error as clients see it: a message and a stable `extensions.code`. What is neither a `DomainError` nor a fault of
 * the request is a fault of ours: its text stays in the log.
 */
export function formatError(error: unknown, log: Logger): GraphQLFormattedError {
  const chain = chainOf(error);
  const cause = chain.at(-1);
  const code = codeOf(chain);
  const { locations, path } = error instanceof GraphQLError ? error.toJSON() : {};
  const place = { ...(locations && { locations }), ...(path && { path }) };
  if (code === undefined || code === "INTERNAL_SERVER_ERROR") {
    log.error({ err: cause, path }, "Cannot answer a GraphQL request");
    return { message: "Internal server error", ...place, extensions: { code: "INTERNAL_SERVER_ERROR" } };
  }
  const general = cause instanceof DomainError ? generalFault(cause.code) : null;
  if (cause instanceof DomainError && general !== null) {
    log.error({ err: cause, path }, "Cannot answer a GraphQL request");
    const told = cause.isForClients ? cause.message : `Cannot answer: ${general}`;
    return { message: told, ...place, extensions: { code } };
  }
  const message = cause instanceof DomainError ? cause.message : (error as GraphQLError).message;
  const largeness = tooLarge(code, message);
  if (largeness !== undefined) return { message: largeness, ...place, extensions: { code: "QUERY_TOO_COMPLEX" } };
  return { message: message.replace(SUGGESTION, ""), ...place, extensions: { code } };
}
