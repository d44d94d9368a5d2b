import { DomainError } from "../domain/domainError.js";

/** The longest page. */
const MAX_PAGE_SIZE = 100;

/** Accepts a page size. @throws {DomainError} `BAD_INPUT` unless it is a whole number from 1 to 100. */
export function checkedFirst(first: number): number {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE_SIZE)
    throw new DomainError("BAD_INPUT", `Cannot return the first ${first}: 1 to ${MAX_PAGE_SIZE} are wanted`);
  return first;
}
