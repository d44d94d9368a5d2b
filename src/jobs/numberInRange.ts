import { DomainError } from "../domain/domainError.js";

/** What a number of a training must be. */
export interface NumberRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Default true. */
  readonly isWhole?: boolean;
}

/**
 * A number that an option of a training may have.
 *
 * @param what Names the option in the error.
 * @throws {DomainError} `BAD_INPUT`
 */
export function numberInRange(what: string, given: number, { minimum, maximum, isWhole = true }: NumberRange): number {
  const isFit = isWhole ? Number.isInteger(given) : Number.isFinite(given);
  if (isFit && given >= minimum && given <= maximum) return given;
  throw new DomainError("BAD_INPUT", `Cannot train with ${what} ${given}: ${minimum} to ${maximum} is wanted`);
}
