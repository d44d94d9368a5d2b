import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { openSource } from "../../src/formats/openSource.js";
import { dataFolder } from "./dataFolder.js";
import { rowsOf } from "./rowsOf.js";

const HEADER = "user_id,parent_asin,rating,timestamp";

describe("Amazon Reviews 2023", () => {
  test("reads the three splits in the order of time, whatever the order of their names", async () => {
    const source = await openSource(
      dataFolder({
        "Video_Games.test.csv": `${HEADER},history\nAE,B3,5.0,1588687728925,B1 B2\n`,
        "Video_Games.train.csv.gz": `${HEADER},history\nAE,B1,5.0,1588687728923,\nAE,B1,5.0,notime,\n`,
        "Video_Games.valid.csv": `${HEADER},history\nAE,B2,2.0,1588687728925,B1\n`,
        "meta_Video_Games.jsonl.gz": "",
      }),
    );
    expect(source).toMatchObject({ format: "amazon2023", name: "amazon2023-Video_Games", timestampKind: "unix" });
    expect(await rowsOf(source.interactions())).toEqual({
      values: [
        { userId: "AE", itemId: "B1", timestamp: 1588687728923, type: "rating", value: 5 },
        { userId: "AE", itemId: "B2", timestamp: 1588687728925, type: "rating", value: 2 },
        { userId: "AE", itemId: "B3", timestamp: 1588687728925, type: "rating", value: 5 },
      ],
      faults: ['Video_Games.train.csv.gz:3: Cannot use time "notime": a finite number is wanted'],
    });
  });

  test("counts bytes over all splits", async () => {
    const files = { "X.train.csv": `${HEADER}\na,b,1,2\n`, "X.test.csv": `${HEADER}\na,c,1,3\n` };
    const source = await openSource(dataFolder(files));
    const total = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytesRead: number[] = [];
    for await (const row of source.interactions()) bytesRead.push(row.bytesRead);
    expect(bytesRead[1]).toBe(total);
    expect(bytesRead[0]).toBeLessThan(total);
  });

  test("reads a raw rating-only file that is named itself, and one split alone under the name of its category", async () => {
    const folder = dataFolder({
      "All_Beauty.csv": `${HEADER}\nAE,B1,5.0,1588687728923\n`,
      "Toys.train.csv": `${HEADER}\nAE,B2,5.0,1588687728923\n`,
    });
    const beauty = await openSource(join(folder, "All_Beauty.csv"));
    expect(beauty.name).toBe("amazon2023-All_Beauty");
    expect((await rowsOf(beauty.interactions())).values).toMatchObject([{ itemId: "B1" }]);
    const toys = await openSource(join(folder, "Toys.train.csv"));
    expect(toys.name).toBe("amazon2023-Toys");
    expect((await rowsOf(toys.interactions())).values).toMatchObject([{ itemId: "B2" }]);
  });

  test("makes items of metadata; what is missing there is missing, not a fault", async () => {
    const items = [
      {
        parent_asin: "B1",
        title: "A Game",
        description: ["First.", "Second."],
        categories: ["Video Games", "PC"],
        main_category: "Video Games",
        store: "Maker",
        price: "$19.99",
        average_rating: 4.5,
        rating_number: 12,
        details: { Weight: "1 kg" },
      },
      {
        parent_asin: "B2",
        title: "",
        description: [],
        categories: [],
        main_category: "Games",
        price: "None",
        store: null,
      },
      { parent_asin: "B3", title: null, price: 5 },
      { title: "no id" },
    ];
    const source = await openSource(
      dataFolder({
        "Video_Games.csv": `${HEADER}\n`,
        "meta_Video_Games.jsonl": items.map((item) => JSON.stringify(item)).join("\n"),
      }),
    );
    expect(await rowsOf(source.items())).toEqual({
      values: [
        {
          id: "B1",
          title: "A Game",
          text: "First.\nSecond.",
          categories: ["Video Games", "PC"],
          attributes: {
            store: "Maker",
            mainCategory: "Video Games",
            price: 19.99,
            averageRating: 4.5,
            ratingNumber: 12,
          },
        },
        { id: "B2", title: "B2", categories: ["Games"], attributes: { mainCategory: "Games" } },
        { id: "B3", title: "B3", categories: [], attributes: { price: 5 } },
      ],
      faults: ["meta_Video_Games.jsonl:4: Cannot read the item: it has no parent_asin"],
    });
  });

  test("refuses to guess which of several categories is meant", async () => {
    const folder = dataFolder({ "A.csv": `${HEADER}\n`, "B.train.csv": `${HEADER}\n` });
    await expect(openSource(folder)).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringMatching(/^Cannot choose among the categories in .*: A, B; name a file/),
    });
  });

  test("refuses splits and the whole of a category together, because every event would count twice", async () => {
    const folder = dataFolder({ "A.csv": `${HEADER}\n`, "A.train.csv": `${HEADER}\n` });
    await expect(openSource(folder)).rejects.toThrow(/^Cannot read category A: its splits and the whole of it/);
  });
});
