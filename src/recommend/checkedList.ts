import { DomainError } from "../domain/domainError.js";

/**
 * Accepts a list that a client sent if its length is in range.
 *
 * @param what What the list holds, for the message: `items`.
 * @throws {DomainError} `BAD_INPUT` if it holds fewer than `minimum` or more than `maximum`.
 */
export function checkedList<T>(what: string, list: readonly T[], maximum: number, minimum = 1): readonly T[] {
  if (list.length < minimum || list.length > maximum)
    throw new DomainError("BAD_INPUT", `Cannot take ${list.length} ${what}: ${minimum} to ${maximum} are wanted`);
  return list;
}
