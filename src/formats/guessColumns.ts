import { DomainError } from "../domain/domainError.js";
import { COLUMN_ROLES, type ColumnMapping } from "./columnMapping.js";
import type { DataFile } from "./dataFile.js";

type Role = (typeof COLUMN_ROLES)[number];

/** Usual names, compared without case, `_` and `-`. */
const USUAL_NAMES: Readonly<Record<Role, readonly string[]>> = {
  user: ["user", "userid", "uid", "visitorid", "customerid", "sessionid"],
  item: ["item", "itemid", "iid", "movieid", "productid", "parentasin", "asin", "articleid", "trackid"],
  time: ["time", "timestamp", "date", "datetime", "occurredat", "createdat"],
  type: ["type", "event", "eventtype", "behavior", "action"],
  value: ["value", "rating", "weight", "score", "label"],
};

/**
 * Where the columns stand: as the mapping says, else by usual names; -1 for what is absent.
 *
 * @throws {DomainError} `BAD_DATA` if the mapping names an absent column, or there is none for the user or the item.
 */
export function guessColumns(names: readonly string[], mapping: ColumnMapping, file: DataFile): Record<Role, number> {
  const simple = names.map((name) => name.toLowerCase().replaceAll(/[_-]/g, ""));
  const place = (role: Role): number => {
    const mapped = mapping[role];
    if (mapped === undefined) return USUAL_NAMES[role].map((name) => simple.indexOf(name)).find((at) => at >= 0) ?? -1;
    if (names.includes(mapped)) return names.indexOf(mapped);
    throw refusal(`there is no column "${mapped}" for the ${role}`);
  };
  const refusal = (what: string) =>
    new DomainError(
      "BAD_DATA",
      `Cannot read "${file.path}": ${what}, its header is "${names.join(",").slice(0, 200)}"`,
    );
  const found = Object.fromEntries(COLUMN_ROLES.map((role) => [role, place(role)])) as Record<Role, number>;
  const missing = (["user", "item"] as const).filter((role) => found[role] < 0);
  if (missing.length === 0) return found;
  const wanted = missing.map((role) => `${role}=NAME`).join(",");
  throw refusal(`no column is known to hold the ${missing.join(" and the ")} (--columns ${wanted} says which)`);
}
