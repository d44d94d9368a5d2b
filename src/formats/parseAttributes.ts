import { DomainError } from "../domain/domainError.js";
import type { AttributeValue } from "../domain/item.js";
import { quoted } from "./quoted.js";
import { storableText } from "./storableText.js";

/** Names that mean something to JavaScript objects; whoever copies attributes one by one would set a prototype. */
const RESERVED: readonly string[] = ["__proto__", "constructor", "prototype"];

/**
 * Makes attributes of JSON values: texts, finite numbers, booleans and lists of texts stay as they are, lists of numbers or booleans become
 * texts, `null` counts as absent.
 *
 * @throws {DomainError} `BAD_DATA` if a value is an object or a list of anything else, or a text cannot be stored.
 */
export function parseAttributes(values: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const present = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [attributeName(name), attribute(name, value)]));
}

function attributeName(name: string): string {
  if (!RESERVED.includes(name)) return storableText(name);
  throw new DomainError("BAD_DATA", `Cannot use attribute name ${quoted(name)}: it is reserved`);
}

function attribute(name: string, value: unknown): AttributeValue {
  if (typeof value === "string") return storableText(value);
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  if (Array.isArray(value) && value.every(isScalar)) return value.map((entry) => storableText(String(entry)));
  throw new DomainError(
    "BAD_DATA",
    `Cannot use attribute ${quoted(name)}: a text, a finite number, a boolean or a list of texts is wanted`,
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
