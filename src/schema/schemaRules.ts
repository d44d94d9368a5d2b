import type { Role } from "../domain/role.js";

import type { InputLimits } from "./inputLimits.js";

/** What the decorators `allowedFor`, `timesArgument`, `oncePerPageCost`, `inputLimits` and `oneOf` say of an element of the schema. */
export interface SchemaRules {
  readonly allowedFor?: Role;
  readonly timesArgument?: string;
  readonly oncePerPageCost?: number;
  readonly inputLimits?: InputLimits;
  readonly oneOf?: boolean;
}

/** The rules of a type, field, argument or input field of the built schema. */
export function schemaRules(element: { readonly extensions: object }): SchemaRules {
  return element.extensions;
}
