import { registerEnumType } from "type-graphql";

import type { Role } from "../domain/role.js";

/** `Role` of the domain, as type-graphql wants an enum: an object. */
export const RoleEnum = { READER: "READER", WRITER: "WRITER", ADMIN: "ADMIN" } as const satisfies { [R in Role]: R };

registerEnumType(RoleEnum, {
  name: "Role",
  description: "What an API key may do. Each role includes the ones before it.",
  valuesConfig: {
    READER: { description: "Asks: recommendations, rankings, items, users, the log, models and training runs." },
    WRITER: { description: "Also logs interactions, and writes and deletes items and users." },
    ADMIN: { description: "Also trains, promotes models, and makes and revokes API keys." },
  },
});
