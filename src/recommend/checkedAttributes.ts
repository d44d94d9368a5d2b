import { DomainError } from "../domain/domainError.js";
import type { AttributeValue } from "../domain/item.js";

import { checkedList } from "./checkedList.js";
import { checkedText } from "./checkedText.js";

const MAX_ATTRIBUTES = 64;
const MAX_NAME_LENGTH = 64;
const MAX_VALUE_LENGTH = 2000;
const MAX_LIST_LENGTH = 100;

/** Names that mean something to JavaScript objects; whoever copies attributes one by one would set a prototype. */
const RESERVED: readonly string[] = ["__proto__", "constructor", "prototype"];

/**
 * Accepts the free attributes of an item or a user: at most 64, each text, a number, a boolean or a list of texts.
 *
 * @throws {DomainError} `BAD_INPUT` naming the attribute that is wrong.
 */
export function checkedAttributes(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, AttributeValue>> {
  const entries = checkedList("attributes", Object.entries(raw), MAX_ATTRIBUTES, 0);
  return Object.fromEntries(entries.map(([name, value]) => [checkedName(name), checkedValue(name, value)]));
}

function checkedName(name: string): string {
  if (RESERVED.includes(name))
    throw new DomainError("BAD_INPUT", `Cannot use attribute name ${JSON.stringify(name)}: it is reserved`);
  return checkedText("attribute name", name, { minimum: 1, maximum: MAX_NAME_LENGTH });
}

function checkedValue(name: string, value: unknown): AttributeValue {
  const what = `value of attribute ${JSON.stringify(name)}`;
  if (typeof value === "string") return checkedText(what, value, { maximum: MAX_VALUE_LENGTH });
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  if (Array.isArray(value) && value.every((entry): entry is string => typeof entry === "string"))
    return checkedList(`texts as ${what}`, value, MAX_LIST_LENGTH, 0).map((entry) =>
      checkedText(what, entry, { maximum: MAX_VALUE_LENGTH }),
    );
  throw new DomainError(
    "BAD_INPUT",
    `Cannot use the ${what}: wanted is text, a finite number, a boolean or a list of texts`,
  );
}
