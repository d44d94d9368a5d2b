import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
} from "graphql";

import { checkOperation, type CheckedOperation } from "./checkOperation.js";
import { documentLimits } from "./documentLimits.js";
import { isRequestErrorCode } from "./isRequestErrorCode.js";
import type { RequestErrorCode } from "./requestErrorCode.js";
import { requestError } from "./requestError.js";
import type { ServerParts } from "./serverParts.js";

/** An operation as a client sends it over WebSocket or server-sent events. */
export interface SentOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** An operation that may run. */
export interface PreparedOperation {
  readonly execution: Omit<ExecutionArgs, "contextValue">;
  readonly isSubscription: boolean;
  /** Undefined where the variables do not fit: graphql-js says how, before it runs anything. */
  readonly checked: CheckedOperation | undefined;
}

function coded(error: GraphQLError, code: RequestErrorCode): GraphQLError {
  if (isRequestErrorCode(error.extensions.code)) return error;
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code },
  });
}

function parsed(query: string, maxLexicalTokens: number): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxLexicalTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return coded(error, "GRAPHQL_PARSE_FAILED");
    throw error;
  }
}

/**
 * Does for other transports what Apollo Server does for HTTP: parses, validates and checks an operation, with the same
 * limits and the same codes.
 *
 * @returns The operation, or what is wrong with it.
 */
export function prepareOperation(
  { schema, limits }: ServerParts,
  { query, operationName, variables }: SentOperation,
): PreparedOperation | readonly GraphQLError[] {
  const document = parsed(query, limits.maxTokens);
  if (document instanceof GraphQLError) return [document];
  const rules = [...specifiedRules, documentLimits(limits)];
  const faults = validate(schema, document, rules, { maxErrors: limits.maxErrors });
  if (faults.length > 0) return faults.map((fault) => coded(fault, "GRAPHQL_VALIDATION_FAILED"));
  const node = getOperationAST(document, operationName);
  if (!node)
    return [
      requestError("OPERATION_RESOLUTION_FAILURE", "Cannot tell which operation to run: operationName is wanted"),
    ];
  try {
    return {
      execution: { schema, document, operationName: operationName ?? null, variableValues: variables ?? null },
      isSubscription: node.operation === OperationTypeNode.SUBSCRIPTION,
      checked: checkOperation({ schema, document, operationName, variables }, limits),
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
