import { DomainError } from "./domainError.js";

/** The name of a space (tenant): it starts every key of the store, and names folders. */
export type SpaceId = string & { readonly __brand: "SpaceId" };

/** The space that is made at first start. */
export const DEFAULT_SPACE = "default" as SpaceId;

const FORM = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$|^[a-z]$/;

/** @throws {DomainError} `BAD_INPUT` unless it is 1 to 40 of a-z, 0-9 and "-", starting with a letter and not ending in "-". */
export function spaceId(raw: string): SpaceId {
  if (!FORM.test(raw))
    throw new DomainError(
      "BAD_INPUT",
      `Cannot use space name ${JSON.stringify(raw)}: wanted are 1 to 40 of a-z, 0-9 and "-", a letter first, no "-" last`,
    );
  return raw as SpaceId;
}
