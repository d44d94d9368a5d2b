import { GraphQLError, type ASTNode } from "graphql";

import type { RequestErrorCode } from "./requestErrorCode.js";

/** A fault of a request, found before its operation runs: told to the client as it is, with status 400 unless said otherwise. */
export function requestError(
  code: RequestErrorCode,
  message: string,
  { status = 400, node, cause }: { status?: number; node?: ASTNode; cause?: Error } = {},
): GraphQLError {
  return new GraphQLError(message, {
    ...(node !== undefined && { nodes: node }),
    ...(cause !== undefined && { originalError: cause }),
    extensions: { code, http: { status } },
  });
}
