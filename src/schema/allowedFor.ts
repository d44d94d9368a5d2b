import { Extensions } from "type-graphql";

import type { Role } from "../domain/role.js";

/**
 * Declares the least role that a field, or every field of a type, asks for. The schema cannot be built while a field of
 * `Query`, `Mutation` or `Subscription`, or an object type, has no such rule: what nobody opened stays closed.
 */
export function allowedFor(role: Role): MethodDecorator & PropertyDecorator & ClassDecorator {
  return Extensions({ allowedFor: role });
}
