import type { GraphQLSchema } from "graphql";

import { roleIncludes, type Role } from "../domain/role.js";
import { schemaRules } from "../schema/schemaRules.js";

/** The names of the fields of `Query`, `Mutation` and `Subscription` that a role may use. */
export function allowedOperations(schema: GraphQLSchema, role: Role): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => Object.values(type?.getFields() ?? {}))
    .filter((field) => {
      const { allowedFor } = schemaRules(field);
      return allowedFor !== undefined && roleIncludes(role, allowedFor);
    })
    .map(({ name }) => name);
}
