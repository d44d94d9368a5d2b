import { findFile } from "./findFile.js";
import { headerColumns } from "./headerColumns.js";
import type { MovieLensLayout } from "./movieLensLayout.js";
import { movieLensMovie } from "./movieLensMovie.js";
import { movieLensRating } from "./movieLensRating.js";

const COMMAS = { delimiter: ",", quotes: true } as const;

/** MovieLens latest-small, latest, 20M, 25M and 32M: `ratings.csv` and `movies.csv`. Tags and links are not read. */
export const movieLensCsv: MovieLensLayout = {
  release: "csv",
  interactionsFile: "ratings.csv",
  tables(folder, { latestMs }) {
    const [ratings, movies] = ["ratings.csv", "movies.csv"].map((name) => findFile(folder, name));
    return Promise.resolve({
      interactions: {
        files: ratings ? [ratings] : [],
        dialect: COMMAS,
        columns: "header",
        parser: (header, file) => {
          const at = headerColumns(header, file, ["userId", "movieId", "rating", "timestamp"]);
          const places = [at.userId, at.movieId, at.rating, at.timestamp];
          return (fields) =>
            movieLensRating(
              places.map((place) => fields[place] ?? ""),
              latestMs,
            );
        },
      },
      items: movies
        ? {
            files: [movies],
            dialect: COMMAS,
            columns: "header",
            parser: (header, file) => {
              const at = headerColumns(header, file, ["movieId", "title", "genres"]);
              return (fields) =>
                movieLensMovie(fields[at.movieId] ?? "", fields[at.title] ?? "", (fields[at.genres] ?? "").split("|"));
            },
          }
        : null,
      users: null,
    });
  },
};
