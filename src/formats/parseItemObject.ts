import { DomainError } from "../domain/domainError.js";
import { identifier } from "../domain/identifier.js";
import { itemId } from "../domain/itemId.js";
import { idText } from "./idText.js";
import { parseAttributes } from "./parseAttributes.js";
import { quoted } from "./quoted.js";
import { storableText } from "./storableText.js";
import type { SourceItem } from "./sourceItem.js";

/** Between categories in one text. A comma and a space belong to a name: `Patio, Lawn & Garden`. */
const CATEGORY_SEPARATOR = /,(?! )/;

/**
 * Makes an item of a line of `items.jsonl`: `id`, `title`, `text` (or `description`), `categories` (or `genres`), `attributes`; every other key
 * becomes an attribute, and `attributes` wins over it.
 *
 * @throws {DomainError} `BAD_INPUT` or `BAD_DATA` if the id is missing or malformed, or a value is of the wrong kind.
 */
export function parseItemObject(object: Readonly<Record<string, unknown>>): SourceItem {
  const { id, title, text, description, categories, genres, attributes = {}, ...others } = object;
  const ownId = itemId(idText(id));
  const ownText = texts("text", text ?? description).join("\n");
  const ownCategories = texts("categories", categories ?? genres).flatMap((entry) =>
    Array.isArray(categories ?? genres) ? [entry] : entry.split(CATEGORY_SEPARATOR),
  );
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes))
    throw new DomainError("BAD_DATA", "Cannot use attributes: an object is wanted");
  const ownAttributes = parseAttributes({
    ...others,
    ...(categories === undefined || genres === undefined ? {} : { genres }),
    ...(text === undefined || description === undefined ? {} : { description }),
    ...(attributes as Record<string, unknown>),
  });
  return {
    id: ownId,
    title: texts("title", title).join(" ").trim() || ownId,
    ...(ownText === "" ? {} : { text: ownText }),
    ...(ownCategories.length === 0 ? {} : { categories: unique(ownCategories) }),
    ...(Object.keys(ownAttributes).length === 0 ? {} : { attributes: ownAttributes }),
  };
}

function texts(name: string, value: unknown): string[] {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value === "string") return [storableText(value)];
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value.map(storableText);
  throw new DomainError(
    "BAD_DATA",
    `Cannot use ${name} ${quoted(JSON.stringify(value))}: a text or a list of texts is wanted`,
  );
}

/** The categories trimmed, each once, none empty. */
function unique(categories: readonly string[]): string[] {
  const names = categories.map((category) => category.trim()).filter((category) => category !== "");
  return [...new Set(names.map((name) => identifier("category", name)))];
}
