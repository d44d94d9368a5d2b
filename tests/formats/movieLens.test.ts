import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { openSource } from "../../src/formats/openSource.js";
import { dataFolder } from "./dataFolder.js";
import { rowsOf } from "./rowsOf.js";

const latin1 = (text: string) => Buffer.from(text, "latin1");

describe("MovieLens 100K", () => {
  const folder = () =>
    dataFolder({
      "u.data": "196\t242\t3\t881250949\n186\t302\t3\t891717742\n22\t377\t1\tsoon\n244\t51\t2\n",
      "u.genre": "unknown|0\nAction|1\nAdventure|2\n\n",
      "u.item": latin1(
        "1|Toy Story (1995)|01-Jan-1995||http://us.imdb.com/x|0|1|1\n2|Misérables, Les (1995)|||http://x|0|0|0\n267|unknown||||1|0|0\n3|Short|||x|0\n",
      ),
      "u.user": "1|24|M|technician|85711\n2|old|F|other|94043\n",
    });

  test("gives ratings with their dates, and faults with their lines", async () => {
    const source = await openSource(folder());
    expect(source).toMatchObject({ format: "movielens", name: "movielens-100k", timestampKind: "unix" });
    expect(await rowsOf(source.interactions())).toEqual({
      values: [
        { userId: "196", itemId: "242", timestamp: 881250949000, type: "rating", value: 3 },
        { userId: "186", itemId: "302", timestamp: 891717742000, type: "rating", value: 3 },
      ],
      faults: [
        'u.data:3: Cannot use time "soon": a finite number is wanted',
        "u.data:4: Cannot read the row: it has 3 fields, 4 are wanted",
      ],
    });
  });

  test("gives movies with genres by their numbers, Latin-1 titles and years", async () => {
    expect(await rowsOf((await openSource(folder())).items())).toEqual({
      values: [
        {
          id: "1",
          title: "Toy Story (1995)",
          categories: ["Action", "Adventure"],
          attributes: { year: 1995, releaseDate: "01-Jan-1995" },
        },
        { id: "2", title: "Misérables, Les (1995)", categories: [], attributes: { year: 1995 } },
        { id: "267", title: "unknown", categories: [], attributes: {} },
      ],
      faults: ["u.item:4: Cannot read the row: it has 6 fields, 8 are wanted"],
    });
  });

  test("gives users with their attributes", async () => {
    expect(await rowsOf((await openSource(folder())).users())).toEqual({
      values: [{ id: "1", attributes: { age: 24, gender: "M", occupation: "technician", zipCode: "85711" } }],
      faults: ['u.user:2: Cannot use age "old": a finite number is wanted'],
    });
  });

  test("reads u.data alone, named itself and gzipped", async () => {
    const source = await openSource(join(dataFolder({ "u.data.gz": "1\t2\t3\t4\r\n" }), "u.data.gz"));
    expect((await rowsOf(source.interactions())).values).toMatchObject([{ userId: "1", itemId: "2", timestamp: 4000 }]);
    expect((await rowsOf(source.items())).values).toEqual([]);
    expect((await rowsOf(source.users())).values).toEqual([]);
  });
});

describe("MovieLens 100K without sound genres", () => {
  const item = "1|Toy Story (1995)|||x|0|1\n";

  test("gives movies without categories where there is no u.genre", async () => {
    const source = await openSource(dataFolder({ "u.data": "", "u.item": item }));
    expect((await rowsOf(source.items())).values).toMatchObject([{ id: "1", categories: [] }]);
  });

  test.each(["Action", "Action|x", "Action|1e9", "Action|-1"])("refuses the line %j of u.genre", async (line) => {
    const folder = dataFolder({ "u.data": "", "u.item": item, "u.genre": `unknown|0\n${line}\n` });
    await expect(openSource(folder)).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringMatching(/u\.genre", line 2: Cannot/),
    });
  });
});

describe("MovieLens 1M", () => {
  const folder = () =>
    dataFolder({
      "ratings.dat": "1::1193::5::978300760\n1::661::3\n",
      "movies.dat": latin1(
        "1::Toy Story (1995)::Animation|Children's\n2::Star Trek :: Beyond::Sci-Fi\n3::Misérables, Les (1995)::Drama\n4::no genres\n",
      ),
      "users.dat": "1::F::1::10::48067\n2::M::56::x::70072\n",
    });

  test("gives ratings, and faults with their lines", async () => {
    const source = await openSource(folder());
    expect(source).toMatchObject({ format: "movielens", name: "movielens-dat" });
    expect(await rowsOf(source.interactions())).toEqual({
      values: [{ userId: "1", itemId: "1193", timestamp: 978300760000, type: "rating", value: 5 }],
      faults: ["ratings.dat:2: Cannot read the row: it has 3 fields, 4 are wanted"],
    });
  });

  test("keeps `::` within a title, and reads Latin-1", async () => {
    const { values, faults } = await rowsOf((await openSource(folder())).items());
    expect(values).toEqual([
      { id: "1", title: "Toy Story (1995)", categories: ["Animation", "Children's"], attributes: { year: 1995 } },
      { id: "2", title: "Star Trek :: Beyond", categories: ["Sci-Fi"], attributes: {} },
      { id: "3", title: "Misérables, Les (1995)", categories: ["Drama"], attributes: { year: 1995 } },
    ]);
    expect(faults).toEqual(["movies.dat:4: Cannot read the row: it has 2 fields, 3 are wanted"]);
  });

  test("gives users with their codes", async () => {
    expect(await rowsOf((await openSource(folder())).users())).toEqual({
      values: [{ id: "1", attributes: { gender: "F", age: 1, occupation: 10, zipCode: "48067" } }],
      faults: ['users.dat:2: Cannot use occupation "x": a finite number is wanted'],
    });
  });
});

describe("MovieLens latest, 25M and 32M", () => {
  test("reads quoted titles with commas and quotes, a byte order mark, CRLF and gzip", async () => {
    const source = await openSource(
      dataFolder({
        "ratings.csv.gz": "\ufeffuserId,movieId,rating,timestamp\r\n1,11,4.5,964982703\r\n1,12,x,964982703\r\n",
        "movies.csv":
          'movieId,title,genres\r\n11,"American President, The (1995)",Comedy|Drama\r\n12,"""Great Performances"" Cats (1998)",(no genres listed)\r\n13,"12\nMonkeys",\r\n',
        "links.csv": "movieId,imdbId,tmdbId\n",
        "tags.csv": "userId,movieId,tag,timestamp\n",
      }),
    );
    expect(source).toMatchObject({ format: "movielens", name: "movielens-csv" });
    expect(await rowsOf(source.interactions())).toEqual({
      values: [{ userId: "1", itemId: "11", timestamp: 964982703000, type: "rating", value: 4.5 }],
      faults: ['ratings.csv.gz:3: Cannot use value "x": a finite number is wanted'],
    });
    expect((await rowsOf(source.items())).values).toEqual([
      {
        id: "11",
        title: "American President, The (1995)",
        categories: ["Comedy", "Drama"],
        attributes: { year: 1995 },
      },
      { id: "12", title: '"Great Performances" Cats (1998)', categories: [], attributes: { year: 1998 } },
      { id: "13", title: "12\nMonkeys", categories: [], attributes: {} },
    ]);
  });

  test("refuses a file of ratings that lacks columns, naming them", async () => {
    const folder = dataFolder({ "ratings.csv": "userId,movie,rating\n1,2,3\n" });
    const source = await openSource(folder);
    await expect(rowsOf(source.interactions())).rejects.toMatchObject({
      code: "BAD_DATA",
      message: `Cannot read "${join(folder, "ratings.csv")}": columns movieId, timestamp are missing from its header "userId,movie,rating"`,
    });
  });
});
