import { DomainError } from "../domain/domainError.js";
import { quoted } from "./quoted.js";

/** An id of a JSON file: a text, or a whole number that JSON can hold exactly. */
export function idText(id: unknown): string {
  if (typeof id === "string") return id;
  if (Number.isSafeInteger(id)) return String(id);
  const found = id === undefined ? "nothing" : quoted(JSON.stringify(id));
  throw new DomainError("BAD_DATA", `Cannot use ${found} as id: a text or a whole number is wanted`);
}
