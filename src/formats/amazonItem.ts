import { DomainError } from "../domain/domainError.js";
import { itemId } from "../domain/itemId.js";
import { idText } from "./idText.js";
import { parseAttributes } from "./parseAttributes.js";
import { storableText } from "./storableText.js";
import type { SourceItem } from "./sourceItem.js";

/**
 * An item of a line of `meta_<category>.jsonl`: id, title, description, categories, and as attributes the store (which is the brand), price, main
 * category, average rating and number of ratings.
 *
 * @throws {DomainError} `BAD_INPUT` or `BAD_DATA` if the id is missing or malformed, or a text cannot be stored.
 */
export function amazonItem(object: Readonly<Record<string, unknown>>): SourceItem {
  if (object.parent_asin === undefined)
    throw new DomainError("BAD_DATA", "Cannot read the item: it has no parent_asin");
  const id = itemId(idText(object.parent_asin));
  const description = texts(object.description).join("\n");
  const ownCategories = texts(object.categories);
  const mainCategory = texts(object.main_category)[0];
  const categories = ownCategories.length > 0 ? ownCategories : mainCategory === undefined ? [] : [mainCategory];
  return {
    id,
    title: texts(object.title)[0]?.trim() || id,
    ...(description === "" ? {} : { text: description }),
    categories: [...new Set(categories)],
    attributes: parseAttributes({
      store: texts(object.store)[0],
      mainCategory,
      price: price(object.price),
      averageRating: number(object.average_rating),
      ratingNumber: number(object.rating_number),
    }),
  };
}

/** The non-empty texts of a text or a list; everything else counts as none. */
function texts(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list
    .filter((entry) => typeof entry === "string" && entry.trim() !== "")
    .map((entry) => storableText(String(entry)));
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** `12.99`, `"12.99"` or `"$12.99"`; `"None"`, `"from 7.99"` and the like are no price. */
function price(value: unknown): number | undefined {
  const [, digits] = /^\$?(\d+(?:\.\d+)?)$/.exec(String(value)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
