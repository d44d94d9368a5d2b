import {
  getOperationAST,
  getVariableValues,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

import { operationCost } from "./operationCost.js";
import { requestError } from "./requestError.js";
import type { ServerLimits } from "./serverLimits.js";

/** An operation that a client chose of a valid document. */
export interface ChosenOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What is known of an operation before it runs. */
export interface CheckedOperation {
  /** The names of its own fields, fragments spread, each once. */
  readonly rootFields: readonly string[];
  readonly cost: number;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Names of the fields of a selection set; repeated ones stay repeated, since each is worked on. */
function fieldNames({ selections }: SelectionSetNode, fragments: Fragments, limit: number): string[] {
  const names: string[] = [];
  for (const node of selections) {
    if (names.length > limit) break; // enough to refuse it: what fragments multiply is not counted out
    if (node.kind === Kind.FIELD) names.push(node.name.value);
    else {
      const spread = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      if (spread !== undefined) names.push(...fieldNames(spread.selectionSet, fragments, limit));
    }
  }
  return names;
}

/**
 * Holds an operation and its variables against the limits, before anything of it runs.
 *
 * @returns Undefined where graphql-js itself will refuse it: no such operation, or variables that do not fit.
 * @throws {GraphQLError} `QUERY_TOO_COMPLEX`, or `BAD_INPUT` for an argument out of its limits.
 */
export function checkOperation(
  { schema, document, operationName, variables }: ChosenOperation,
  { maxRootFields, maxDepth, maxCost, maxErrors }: ServerLimits,
): CheckedOperation | undefined {
  const node = getOperationAST(document, operationName);
  const root = node ? schema.getRootType(node.operation) : undefined;
  if (!node || !root) return undefined;
  const { coerced } = getVariableValues(schema, node.variableDefinitions ?? [], variables ?? {}, {
    maxErrors,
  });
  if (coerced === undefined) return undefined;

  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const names = fieldNames(node.selectionSet, fragments, maxRootFields);
  if (names.length > maxRootFields)
    throw requestError("QUERY_TOO_COMPLEX", `Cannot take more than ${maxRootFields} fields of ${root.name} at once`);
  const { depth, cost } = operationCost(node.selectionSet, root, { schema, fragments, variableValues: coerced });
  if (depth > maxDepth)
    throw requestError("QUERY_TOO_COMPLEX", `Cannot take fields ${depth} deep: at most ${maxDepth} is wanted`);
  if (cost > maxCost)
    throw requestError("QUERY_TOO_COMPLEX", `Cannot take an operation of cost ${cost}: at most ${maxCost} is wanted`);
  return { rootFields: [...new Set(names)], cost };
}
