import { chmodSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { openSource } from "../../src/formats/openSource.js";
import type { SourceFormat } from "../../src/formats/sourceFormat.js";
import { dataFolder } from "./dataFolder.js";
import { rowsOf } from "./rowsOf.js";

const refusal = async (path: string, options = {}) => {
  const failure = await openSource(path, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  return failure as { code: string; message: string };
};

describe("openSource()", () => {
  test.each<[SourceFormat, Record<string, string>]>([
    ["sequitur", { "interactions.csv.gz": "userId,itemId,timestamp\n" }],
    ["movielens", { "u.data": "" }],
    ["movielens", { "ratings.dat.gz": "" }],
    ["movielens", { "ratings.csv": "userId,movieId,rating,timestamp\n" }],
    ["amazon2023", { "Toys.csv.gz": "user_id,parent_asin,rating,timestamp\n", "notes.csv": "a,b\n" }],
    ["recbole", { "x.inter": "user_id:token\titem_id:token\n" }],
  ])("finds out that a folder is %s", async (format, files) => {
    expect((await openSource(dataFolder(files))).format).toBe(format);
  });

  test("takes a file for plain CSV only if it is nothing more special", async () => {
    const folder = dataFolder({
      "a.csv": "user,item\n",
      "b.csv": "user_id,parent_asin,rating,timestamp\n",
      "ratings.csv": "userId,movieId,rating,timestamp\n",
    });
    expect((await openSource(join(folder, "a.csv"))).format).toBe("csv");
    expect((await openSource(join(folder, "b.csv"))).format).toBe("amazon2023");
    expect((await openSource(join(folder, "ratings.csv"))).format).toBe("movielens");
  });

  test("lists all that it looked for where a folder is nothing known", async () => {
    const { code, message } = await refusal(dataFolder({ "readme.txt": "hello" }));
    expect(code).toBe("BAD_DATA");
    expect(message).toMatch(/^Cannot tell the format of ".*": looked for [^\n]*$/);
    for (const name of ["interactions.csv", "u.data", "ratings.dat", "ratings.csv", "*.inter", "*.train.csv", "*.tsv"])
      expect(message).toContain(name);
  });

  test("asks where a folder may be two things, and does as it is told", async () => {
    const folder = dataFolder({ "interactions.csv": "userId,itemId,timestamp\n", "u.data": "" });
    expect(await refusal(folder)).toMatchObject({
      code: "BAD_DATA",
      message: `Cannot tell the format of "${folder}": it may be sequitur or movielens, --format says which`,
    });
    expect((await openSource(folder, { format: "movielens" })).format).toBe("movielens");
  });

  test.each<[SourceFormat, string]>([
    ["sequitur", "it holds no interactions.csv or interactions.csv.gz"],
    ["movielens", "it holds none of u.data, ratings.dat, ratings.csv"],
    ["amazon2023", "it holds no *.train.csv, *.valid.csv, *.test.csv or another CSV with the columns user_id"],
    ["recbole", "it holds no *.inter file"],
  ])("refuses to read an empty folder as %s", async (format, reason) => {
    expect(await refusal(dataFolder({}), { format })).toMatchObject({
      code: "BAD_DATA",
      message: expect.stringContaining(reason),
    });
  });

  test("refuses a path that leads nowhere", async () => {
    expect(await refusal("/nowhere/at/all")).toMatchObject({
      code: "BAD_DATA",
      message: 'Cannot read "/nowhere/at/all": there is no such file or folder',
    });
    const folder = dataFolder({ "a.csv": "user,item\n" });
    expect((await refusal(join(folder, "a.csv", "b"))).message).toMatch(/there is no such file or folder$/);
  });

  test("refuses a file that may not be read", async () => {
    if (process.getuid?.() === 0) {
      process.stdout.write("Skipped: root may read every file\n");
      return;
    }
    const folder = dataFolder({ "a.csv": "user,item\n" });
    chmodSync(join(folder, "a.csv"), 0);
    expect((await refusal(join(folder, "a.csv"))).message).toMatch(/permission denied$/);
  });

  test("refuses column names for a format whose columns are fixed", async () => {
    const folder = dataFolder({ "u.data": "" });
    expect(await refusal(folder, { columns: { user: "x" } })).toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("real data sets", () => {
  const data = resolve(process.env.SEQUITUR_DATA ?? "../shared", "data");

  test.each([
    ["ml-100k", 100_000, 943, 1682],
    ["amazon2018-scientific", 58_492, 8317, 4344],
  ])(
    "%s has its known numbers of interactions, users and items, and no faulty row",
    async (name, events, users, items) => {
      if (!existsSync(join(data, name))) {
        process.stdout.write(`Skipped: there is no ${name} in SEQUITUR_DATA\n`);
        return;
      }
      const source = await openSource(join(data, name));
      const interactions = await rowsOf(source.interactions());
      const described = await rowsOf(source.items());
      expect([...interactions.faults, ...described.faults]).toEqual([]);
      expect(interactions.values).toHaveLength(events);
      expect(new Set(interactions.values.map(({ userId }) => userId)).size).toBe(users);
      expect(described.values).toHaveLength(items);
    },
  );
});
