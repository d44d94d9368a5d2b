import type { AttributeValue } from "../domain/item.js";
import type { AttributeType } from "../schema/attributeType.js";

import type { Plain } from "./plain.js";

function typed(value: AttributeValue): Omit<AttributeType, "key"> {
  return {
    string: typeof value === "string" ? value : null,
    number: typeof value === "number" ? value : null,
    boolean: typeof value === "boolean" ? value : null,
    strings: typeof value === "object" ? value : null,
  };
}

/** Attributes as the API shows them: a typed list, sorted by name. */
export function attributeList(attributes: Readonly<Record<string, AttributeValue>>): Plain<AttributeType>[] {
  return Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, ...typed(value) }));
}
