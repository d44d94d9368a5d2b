import type { RequestErrorCode } from "./requestErrorCode.js";

const STATUS: Partial<Record<RequestErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  QUERY_TOO_COMPLEX: 400,
  TOO_BUSY: 503,
  TIMEOUT: 503,
  DATABASE_UNREACHABLE: 503,
};

/**
 * The HTTP status of an answer that holds no data. Faults that a use case found, such as `UNKNOWN_USER`, are answers:
 * 200, as GraphQL over HTTP has it for `application/json`.
 *
 * @param code The code of its first error.
 */
export function httpStatusOf(code: RequestErrorCode): number {
  return STATUS[code] ?? 200;
}
