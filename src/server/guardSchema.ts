import {
  defaultFieldResolver,
  isIntrospectionType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";

import { DomainError } from "../domain/domainError.js";
import { roleIncludes, type Role } from "../domain/role.js";
import { RequestContext } from "../resolvers/requestContext.js";
import { schemaRules } from "../schema/schemaRules.js";

import { requestError } from "./requestError.js";

type Resolve = GraphQLFieldResolver<unknown, unknown>;

/**
 * The role that a field asks for.
 *
 * @throws {TypeError} If nobody said: what has no rule is closed, and the schema not built.
 */
function ruleOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, isRoot: boolean): Role {
  const rule = schemaRules(field).allowedFor ?? (isRoot ? undefined : schemaRules(type).allowedFor);
  if (rule === undefined)
    throw new TypeError(`Cannot build the schema: ${type.name}.${field.name} has no rule, @allowedFor is wanted`);
  return rule;
}

function admit(context: unknown, role: Role, name: string): RequestContext {
  if (!(context instanceof RequestContext)) throw new TypeError("Cannot resolve a field outside of a request");
  if (context.key === null)
    throw new DomainError(
      "UNAUTHENTICATED",
      `Cannot use ${name} without an API key: "Authorization: Bearer sq_..." is wanted`,
    );
  if (!roleIncludes(context.key.role, role))
    throw new DomainError(
      "FORBIDDEN",
      `Cannot use ${name} with a key of role ${context.key.role}: role ${role} is wanted`,
    );
  if (context.signal.aborted) throw requestError("TIMEOUT", `Cannot begin ${name}: the request has run out of time`);
  return context;
}

function guarded(resolve: Resolve, role: Role, name: string): Resolve {
  return (source, args, context, info) => resolve(source, args, admit(context, role, name), info);
}

function timed(resolve: Resolve, name: string): Resolve {
  return async (source, args, context, info) => {
    const end = (context as RequestContext).meter.startField(name);
    try {
      return await resolve(source, args, context, info);
    } finally {
      end();
    }
  };
}

/**
 * Puts the rules that the schema states before its resolvers: a field of `Query`, `Mutation` or `Subscription` has one
 * of its own, every other field that of its type unless it has its own. Introspection is open to all.
 *
 * @throws {TypeError} Naming a field that has no rule.
 */
export function guardSchema(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    const isRoot = roots.includes(type);
    for (const field of Object.values(type.getFields())) {
      const role = ruleOf(type, field, isRoot);
      const name = `${type.name}.${field.name}`;
      if (field.subscribe) field.subscribe = guarded(field.subscribe, role, name);
      else if (isRoot) field.resolve = guarded(timed(field.resolve ?? defaultFieldResolver, name), role, name);
      else if (role !== "READER") field.resolve = guarded(field.resolve ?? defaultFieldResolver, role, name);
    }
  }
}
