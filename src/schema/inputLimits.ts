import { Extensions } from "type-graphql";

/** What a client may send for an argument or an input field; checked before anything of the operation runs. */
export interface InputLimits {
  /** Fewest and most entries of a list. Every list has a most: a test holds it. */
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Least and greatest number. */
  readonly min?: number;
  readonly max?: number;
  /** Longest string, in UTF-16 units, or each string of a list. */
  readonly maxLength?: number;
}

/** Declares the limits of an argument or an input field. */
export function inputLimits(limits: InputLimits): PropertyDecorator {
  return Extensions({ inputLimits: limits });
}
