import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

import { schemaRules } from "../schema/schemaRules.js";

import { checkInput } from "./checkInput.js";
import { requestError } from "./requestError.js";

/** What one introspection of the schema costs: its answer is as large as that of some hundred items. */
const INTROSPECTION_COST = 500;

/** How much an operation asks for. */
interface Weight {
  readonly depth: number;
  readonly cost: number;
}

/** How much a selection set asks for. */
interface Extent extends Weight {
  /** What comes on top once for the list that the set belongs to, however long that is. */
  readonly oncePerPage: number;
}

const NOTHING: Extent = { depth: 0, cost: 0, oncePerPage: 0 };

/** What stays the same throughout one operation. */
interface Operation {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced, so that a number sent as a variable weighs as much as one in the document. */
  readonly variableValues: Record<string, unknown>;
  /** Every fragment is measured once, however often and through whatever others it is spread. */
  readonly fragmentExtents: Map<string, Extent>;
}

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, { variableValues }: Operation) {
  try {
    return getArgumentValues(field, node, variableValues);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw requestError("BAD_INPUT", error.message, { node });
  }
}

/** How many things a field returns or takes. */
function timesOf(field: GraphQLField<unknown, unknown>, values: Record<string, unknown>): number {
  const name = schemaRules(field).timesArgument;
  const value = name === undefined ? undefined : values[name];
  if (Array.isArray(value)) return value.length;
  return typeof value === "number" ? value : 1;
}

function fieldExtent(node: FieldNode, parent: GraphQLCompositeType, operation: Operation): Extent {
  if (node.name.value === "__typename") return { ...NOTHING, depth: 1 };
  if (node.name.value.startsWith("__")) return { ...NOTHING, depth: 1, cost: INTROSPECTION_COST };
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  if (field === undefined) throw new TypeError(`Cannot weigh ${parent.name}.${node.name.value}: it passed validation`);
  const values = argumentsOf(field, node, operation);
  for (const argument of field.args) checkInput(argument, values[argument.name], node);
  const type = getNamedType(field.type);
  const { timesArgument, oncePerPageCost = 0 } = schemaRules(field);
  if (!isCompositeType(type) || node.selectionSet === undefined)
    return { ...NOTHING, depth: 1, oncePerPage: oncePerPageCost };
  const inner = selectionExtent(node.selectionSet, type, operation);
  const oncePerPage = inner.oncePerPage + oncePerPageCost;
  if (timesArgument === undefined) return { depth: 1 + inner.depth, cost: 1 + inner.cost, oncePerPage };
  const cost = 1 + timesOf(field, values) * (1 + inner.cost) + oncePerPage;
  return { depth: 1 + inner.depth, cost, oncePerPage: 0 };
}

function fragmentExtent(name: string, operation: Operation): Extent {
  const known = operation.fragmentExtents.get(name);
  if (known !== undefined) return known;
  const fragment = operation.fragments.get(name);
  if (fragment === undefined) return NOTHING;
  const extent = inlineExtent(fragment.typeCondition.name.value, fragment.selectionSet, operation);
  operation.fragmentExtents.set(name, extent);
  return extent;
}

function inlineExtent(typeName: string, selectionSet: SelectionSetNode, operation: Operation): Extent {
  const type = operation.schema.getType(typeName);
  return isCompositeType(type) ? selectionExtent(selectionSet, type, operation) : NOTHING;
}

function extentOf(node: SelectionNode, parent: GraphQLCompositeType, operation: Operation): Extent {
  if (node.kind === Kind.FIELD) return fieldExtent(node, parent, operation);
  if (node.kind === Kind.FRAGMENT_SPREAD) return fragmentExtent(node.name.value, operation);
  return inlineExtent(node.typeCondition?.name.value ?? parent.name, node.selectionSet, operation);
}

function selectionExtent({ selections }: SelectionSetNode, parent: GraphQLCompositeType, operation: Operation): Extent {
  let { depth, cost, oncePerPage } = NOTHING;
  for (const node of selections) {
    const extent = extentOf(node, parent, operation);
    depth = Math.max(depth, extent.depth);
    cost += extent.cost;
    oncePerPage += extent.oncePerPage;
  }
  return { depth, cost, oncePerPage };
}

/**
 * Weighs an operation before it runs, and holds every argument in it against its limits.
 *
 * A field that returns objects costs 1 and what is selected of them, times what its `timesArgument` says; a field with a
 * `oncePerPageCost` adds that to the list that it is in, once. Fields under `@skip` and `@include` count, whatever their condition.
 *
 * @param root The type of the operation's own fields.
 * @returns How deep its fields nest, and how many objects it may return or take.
 * @throws {GraphQLError} `BAD_INPUT` for an argument out of its limits.
 */
export function operationCost(
  selectionSet: SelectionSetNode,
  root: GraphQLCompositeType,
  operation: Omit<Operation, "fragmentExtents">,
): Weight {
  const { depth, cost, oncePerPage } = selectionExtent(selectionSet, root, {
    ...operation,
    fragmentExtents: new Map(),
  });
  return { depth, cost: cost + oncePerPage };
}
