import type { RequestErrorCode } from "./requestErrorCode.js";

/** Faults of a request that is well-formed as HTTP. */
const FAULTS_OF_THE_DOCUMENT: readonly RequestErrorCode[] = [
  "BAD_INPUT",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "QUERY_TOO_COMPLEX",
];

/**
 * Whether a client is to be told a fault of its document with status 200: GraphQL over HTTP has it so for clients that
 * take `application/json` and nothing newer. Everybody else, also who says nothing of what they accept, gets 400.
 */
export function wantsLegacyStatus(accept: string | undefined, code: RequestErrorCode): boolean {
  if (accept === undefined || !FAULTS_OF_THE_DOCUMENT.includes(code)) return false;
  const types = accept.split(",").map((range) => range.split(";")[0]?.trim().toLowerCase());
  return (
    types.includes("application/json") &&
    !types.some((type) => type === "*/*" || type === "application/*" || type === "application/graphql-response+json")
  );
}
