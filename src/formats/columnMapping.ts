import { DomainError } from "../domain/domainError.js";

/** What a column may hold. */
export const COLUMN_ROLES = ["user", "item", "time", "type", "value"] as const;

/** Names of columns by what they hold; what is not named is guessed from usual names. */
export type ColumnMapping = Readonly<Partial<Record<(typeof COLUMN_ROLES)[number], string>>>;

/**
 * Reads a mapping as the command line gives it: `user=customer,item=sku,time=bought_at`.
 *
 * @throws {DomainError} `BAD_INPUT` if a part is malformed, unknown or named twice.
 */
export function parseColumnMapping(text: string): ColumnMapping {
  const mapping: Record<string, string> = {};
  for (const part of text.split(",")) {
    const [role = "", ...name] = part.split("=");
    const column = name.join("=").trim();
    if (!COLUMN_ROLES.some((known) => known === role.trim()) || column === "" || role.trim() in mapping)
      throw new DomainError(
        "BAD_INPUT",
        `Cannot use column mapping ${JSON.stringify(part)}: wanted are ${COLUMN_ROLES.map((known) => `${known}=NAME`).join(",")}, each once at most`,
      );
    mapping[role.trim()] = column;
  }
  return mapping;
}
