import type { AttributeValue } from "../domain/item.js";
import { itemId } from "../domain/itemId.js";
import type { SourceItem } from "./sourceItem.js";

/** `Toy Story (1995)`; a few titles have spaces behind the year. */
const YEAR = /\((\d{4})\)\s*$/;

/** What stands in place of genres where a movie has none. */
const NO_GENRES: readonly string[] = ["", "(no genres listed)", "unknown"];

/** An item of a movie's id, title (the year in brackets becomes an attribute too) and genres. @throws {DomainError} `BAD_INPUT` for a malformed id. */
export function movieLensMovie(
  id: string,
  title: string,
  genres: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): SourceItem {
  const [, year] = YEAR.exec(title) ?? [];
  return {
    id: itemId(id),
    title: title.trim() || id,
    categories: genres.filter((genre) => !NO_GENRES.includes(genre)),
    attributes: { ...(year === undefined ? {} : { year: Number(year) }), ...attributes },
  };
}
