import { identifier } from "./identifier.js";

/** The caller's own id of a user, unique within its space. */
export type UserId = string & { readonly __brand: "UserId" };

/** @throws {DomainError} `BAD_INPUT`, as `identifier` does. */
export function userId(raw: string): UserId {
  return identifier("user id", raw) as UserId;
}
