import type { ErrorCode } from "../domain/errorCode.js";

/** Codes of faults that lie in the request as such, before any use case sees it. */
export const REQUEST_ERROR_CODES = {
  BAD_REQUEST: "The HTTP request is not a GraphQL request, or was refused as a possible forgery.",
  BODY_TOO_LARGE: "The request body is larger than the server takes.",
  GRAPHQL_PARSE_FAILED: "The document is not GraphQL.",
  GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema.",
  OPERATION_RESOLUTION_FAILURE: "The document holds several operations and none was chosen, or there is none so named.",
  PERSISTED_QUERY_NOT_SUPPORTED: "The server keeps no queries; send the whole document.",
  QUERY_TOO_COMPLEX: "The document is too long, too deep, too wide, or asks for too much at once.",
  TIMEOUT: "The request was not answered in time and was given up.",
  INTERNAL_SERVER_ERROR: "A fault of the server; its log says which.",
} as const satisfies Record<string, string>;

/** Every code that `extensions.code` of an error can hold. */
export type RequestErrorCode = keyof typeof REQUEST_ERROR_CODES | ErrorCode;
