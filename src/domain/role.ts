/** What an API key may do: readers ask, writers also log and write, admins also train, promote and manage keys. Each role includes the ones before it. */
export const ROLES = ["READER", "WRITER", "ADMIN"] as const;

/** One of `ROLES`. */
export type Role = (typeof ROLES)[number];

/** Whether a key of role `held` may do what asks for role `needed`. */
export function roleIncludes(held: Role, needed: Role): boolean {
  return ROLES.indexOf(held) >= ROLES.indexOf(needed);
}
