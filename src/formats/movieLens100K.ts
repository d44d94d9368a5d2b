import { DomainError } from "../domain/domainError.js";
import { userId } from "../domain/userId.js";
import type { DataFile } from "./dataFile.js";
import { findFile } from "./findFile.js";
import type { MovieLensLayout } from "./movieLensLayout.js";
import { movieLensMovie } from "./movieLensMovie.js";
import { movieLensRating } from "./movieLensRating.js";
import { parseNumber } from "./parseNumber.js";
import { quoted } from "./quoted.js";
import { readTable, type Table } from "./readTable.js";
import type { SourceItem } from "./sourceItem.js";
import type { SourceUser } from "./sourceUser.js";

/** `id|title|release date|video release date|IMDb URL|`, then a flag for each genre. */
const FIELDS_BEFORE_GENRES = 5;

/** The release has 19. */
const MAX_GENRES = 100;

const PIPES = { delimiter: "|", quotes: false, encoding: "utf8-or-latin1" } as const;

/** MovieLens 100K: `u.data` (tabs), `u.item`, `u.genre` and `u.user` (pipes, Latin-1). */
export const movieLens100K: MovieLensLayout = {
  release: "100k",
  interactionsFile: "u.data",
  async tables(folder, { latestMs }) {
    const [data, item, genre, user] = ["u.data", "u.item", "u.genre", "u.user"].map((name) => findFile(folder, name));
    return {
      interactions: {
        files: data ? [data] : [],
        dialect: { delimiter: "\t", quotes: false },
        columns: 4,
        parser: () => (fields) => movieLensRating(fields, latestMs),
      },
      items: item ? itemTable(item, genre ? await readGenres(genre) : []) : null,
      users: user ? userTable(user) : null,
    };
  },
};

function itemTable(file: DataFile, genres: readonly string[]): Table<SourceItem> {
  return {
    files: [file],
    dialect: PIPES,
    columns: genres.length > 0 ? FIELDS_BEFORE_GENRES + genres.length : null,
    parser: () => (fields) => {
      const [id = "", title = "", releaseDate = ""] = fields;
      const flags = fields.slice(FIELDS_BEFORE_GENRES);
      const own = genres.filter((_, k) => flags[k] === "1");
      return movieLensMovie(id, title, own, releaseDate === "" ? {} : { releaseDate });
    },
  };
}

function userTable(file: DataFile): Table<SourceUser> {
  return {
    files: [file],
    dialect: PIPES,
    columns: 5,
    parser:
      () =>
      ([id = "", age = "", gender = "", occupation = "", zipCode = ""]) => ({
        id: userId(id),
        attributes: { age: parseNumber("age", age), gender, occupation, zipCode },
      }),
  };
}

/** Genres by their number; a fault here would shift every item's, so it ends the reading. @throws {DomainError} `BAD_DATA`. */
async function readGenres(file: DataFile): Promise<string[]> {
  const genres: string[] = [];
  const table: Table<{ name: string; place: number }> = {
    files: [file],
    dialect: PIPES,
    columns: 2,
    parser:
      () =>
      ([name = "", place = ""]) => ({ name, place: genreNumber(place) }),
  };
  for await (const row of readTable(table)) {
    if (!row.ok) throw new DomainError("BAD_DATA", `Cannot read "${file.path}", line ${row.line}: ${row.reason}`);
    genres[row.value.place] = row.value.name;
  }
  return Array.from(genres, (name: string | undefined) => name ?? "");
}

function genreNumber(raw: string): number {
  const place = parseNumber("genre number", raw);
  if (Number.isInteger(place) && place >= 0 && place < MAX_GENRES) return place;
  throw new DomainError("BAD_DATA", `Cannot use genre number ${quoted(raw)}: 0 to ${MAX_GENRES - 1} is wanted`);
}
