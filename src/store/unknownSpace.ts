import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";

/** The error of everything that is asked of a space which is not there. */
export function unknownSpace(space: SpaceId): DomainError {
  return new DomainError(
    "UNKNOWN_SPACE",
    `Cannot find space "${space}": "sequitur spaces list" names those that exist`,
  );
}
