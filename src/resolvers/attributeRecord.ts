import { DomainError } from "../domain/domainError.js";
import type { AttributeValue } from "../domain/item.js";
import type { AttributeValueInput } from "../schema/attributeValueInput.js";

import type { Plain } from "./plain.js";

/**
 * Attributes as the use cases take them; absent where the list is.
 *
 * @throws {DomainError} `BAD_INPUT` if a name comes twice.
 */
export function attributeRecord(
  inputs: readonly { readonly key: string; readonly value: Plain<AttributeValueInput> }[] | null | undefined,
): Readonly<Record<string, AttributeValue>> | undefined {
  if (inputs == null) return undefined;
  const byKey = new Map<string, AttributeValue>();
  for (const { key, value } of inputs) {
    if (byKey.has(key))
      throw new DomainError(
        "BAD_INPUT",
        `Cannot write attribute ${JSON.stringify(key)} twice: each name once is wanted`,
      );
    const one = value.string ?? value.number ?? value.boolean ?? value.strings;
    if (one === undefined) throw new TypeError("Cannot read an attribute: @oneOf let an empty value pass");
    byKey.set(key, one);
  }
  return Object.fromEntries(byKey); // defines own properties, whatever their names
}
