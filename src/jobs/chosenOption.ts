import { DomainError } from "../domain/domainError.js";

/**
 * One of the values that an option of a training may have.
 *
 * @param what Names the option in the error.
 * @throws {DomainError} `BAD_INPUT`
 */
export function chosenOption<const T extends string>(what: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found !== undefined) return found;
  throw new DomainError(
    "BAD_INPUT",
    `Cannot train with ${what} ${JSON.stringify(given)}: ${allowed.join(", ")} is wanted`,
  );
}
