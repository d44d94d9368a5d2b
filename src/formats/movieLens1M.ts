import { DomainError } from "../domain/domainError.js";
import { userId } from "../domain/userId.js";
import type { DataFile } from "./dataFile.js";
import { findFile } from "./findFile.js";
import type { MovieLensLayout } from "./movieLensLayout.js";
import { movieLensMovie } from "./movieLensMovie.js";
import { movieLensRating } from "./movieLensRating.js";
import { parseNumber } from "./parseNumber.js";
import type { Table } from "./readTable.js";
import type { SourceItem } from "./sourceItem.js";
import type { SourceUser } from "./sourceUser.js";

const DELIMITER = "::";
const COLONS = { delimiter: DELIMITER, quotes: false, encoding: "utf8-or-latin1" } as const;

/** MovieLens 1M (Latin-1) and 10M (UTF-8, without users): `ratings.dat`, `movies.dat`, `users.dat`, parted by `::`. */
export const movieLens1M: MovieLensLayout = {
  release: "dat",
  interactionsFile: "ratings.dat",
  tables(folder, { latestMs }) {
    const [ratings, movies, users] = ["ratings.dat", "movies.dat", "users.dat"].map((name) => findFile(folder, name));
    return Promise.resolve({
      interactions: {
        files: ratings ? [ratings] : [],
        dialect: COLONS,
        columns: 4,
        parser: () => (fields) => movieLensRating(fields, latestMs),
      },
      items: movies ? movieTable(movies) : null,
      users: users ? userTable(users) : null,
    });
  },
};

/** `id::title::genres`; the title may hold `::` itself, so it is whatever stands between the first and the last field. */
function movieTable(file: DataFile): Table<SourceItem> {
  return {
    files: [file],
    dialect: COLONS,
    columns: null,
    parser: () => (fields) => {
      if (fields.length < 3)
        throw new DomainError("BAD_DATA", `Cannot read the row: it has ${fields.length} fields, 3 are wanted`);
      const [id = "", ...titleAndGenres] = fields;
      const genres = titleAndGenres.pop() ?? "";
      return movieLensMovie(id, titleAndGenres.join(DELIMITER), genres.split("|"));
    },
  };
}

/** `id::gender::age::occupation::zip code`; age and occupation are codes that the release's README explains. */
function userTable(file: DataFile): Table<SourceUser> {
  return {
    files: [file],
    dialect: COLONS,
    columns: 5,
    parser:
      () =>
      ([id = "", gender = "", age = "", occupation = "", zipCode = ""]) => ({
        id: userId(id),
        attributes: {
          gender,
          age: parseNumber("age", age),
          occupation: parseNumber("occupation", occupation),
          zipCode,
        },
      }),
  };
}
