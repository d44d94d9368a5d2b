import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { openSource } from "../../src/formats/openSource.js";
import { dataFolder } from "./dataFolder.js";
import { rowsOf } from "./rowsOf.js";

const HEADER = "userId,itemId,timestamp";

const open = (files: Record<string, string | Buffer>, options = {}) => openSource(dataFolder(files), options);

describe("the sequitur folder", () => {
  test("gives items, users and interactions in the files' order", async () => {
    const source = await open({
      "dataset.json": '{"name": "shop", "timestampKind": "unix", "eventMeanings": {"return": "NEGATIVE"}}',
      "items.jsonl.gz":
        '{"id": "a", "title": "Hat", "text": "Warm", "categories": ["Clothes"], "attributes": {"price": 9.5}}\n{"id": 2}\n',
      "users.jsonl": '{"id": "u", "attributes": {"age": 40}}\n',
      "interactions.csv.gz": `${HEADER},type,rating\nu,a,1.5,view,\nu,2,1.5,return,4\n`,
    });
    expect(source).toMatchObject({
      format: "sequitur",
      name: "shop",
      timestampKind: "unix",
      eventMeanings: { return: "NEGATIVE" },
    });
    expect(await rowsOf(source.items())).toEqual({
      values: [
        { id: "a", title: "Hat", text: "Warm", categories: ["Clothes"], attributes: { price: 9.5 } },
        { id: "2", title: "2" },
      ],
      faults: [],
    });
    expect((await rowsOf(source.users())).values).toEqual([{ id: "u", attributes: { age: 40 } }]);
    expect((await rowsOf(source.interactions())).values).toEqual([
      { userId: "u", itemId: "a", timestamp: 1500, type: "view", value: null },
      { userId: "u", itemId: "2", timestamp: 1500, type: "return", value: 4 },
    ]);
  });

  test("needs interactions only, takes the folder's name, and can be read again", async () => {
    const source = await open({ "interactions.csv": `${HEADER}\nu,a,1\n` });
    expect(source.name).toMatch(/^sequitur-data-/);
    expect((await rowsOf(source.items())).values).toEqual([]);
    expect((await rowsOf(source.users())).values).toEqual([]);
    const first = await rowsOf(source.interactions());
    expect(first.values).toEqual([{ userId: "u", itemId: "a", timestamp: 1000, type: "interaction", value: null }]);
    expect(await rowsOf(source.interactions())).toEqual(first);
  });

  test("opens by its file of interactions too", async () => {
    const folder = dataFolder({ "interactions.csv": `${HEADER}\n`, "items.jsonl": '{"id": "a"}' });
    const source = await openSource(join(folder, "interactions.csv"));
    expect((await rowsOf(source.items())).values).toEqual([{ id: "a", title: "a" }]);
  });

  test("keeps ordinal timestamps as they are", async () => {
    const source = await open({
      "dataset.json": '{"timestampKind": "ordinal"}',
      "interactions.csv": `${HEADER}\nu,a,0\nu,b,1\nu,c,1.5\n`,
    });
    const { values, faults } = await rowsOf(source.interactions());
    expect(source.timestampKind).toBe("ordinal");
    expect(values.map(({ timestamp }) => timestamp)).toEqual([0, 1]);
    expect(faults).toEqual([
      'interactions.csv:4: Cannot use position "1.5": a whole number from 0 to 4102444800000 is wanted',
    ]);
  });

  test.each([
    ["rating", "rating", 2],
    ["weight", "interaction", 2],
    ["value", "interaction", 2],
  ])("takes the column %s for the value", async (column, type, value) => {
    const source = await open({ "interactions.csv": `${HEADER},${column}\nu,a,1,2\n` });
    expect((await rowsOf(source.interactions())).values).toMatchObject([{ type, value }]);
  });

  test("makes categories of genres or of a comma-separated text, and attributes of all other keys", async () => {
    const source = await open({
      "interactions.csv": `${HEADER}\n`,
      "items.jsonl": [
        { id: "a", title: "A", genres: ["Drama"], year: 1999, brand: null },
        { id: "b", title: "B", categories: "Home,Patio, Lawn & Garden,Home", description: "Green", tags: [1, 2] },
      ]
        .map((item) => JSON.stringify(item))
        .join("\n"),
    });
    expect((await rowsOf(source.items())).values).toEqual([
      { id: "a", title: "A", categories: ["Drama"], attributes: { year: 1999 } },
      {
        id: "b",
        title: "B",
        text: "Green",
        categories: ["Home", "Patio, Lawn & Garden"],
        attributes: { tags: ["1", "2"] },
      },
    ]);
  });

  test("reports every faulty interaction with file, line and reason, and reads the others", async () => {
    const rows = [
      "u,a,1",
      ",a,1",
      "u,,1",
      "u,a",
      "u,a,1,2",
      "u,a,NaN",
      "u,a,1e999",
      "u,a,-5",
      "u,a,253370764800",
      "u,a,1700000000",
      `${"x".repeat(256)},a,1`,
      "u\u0000,a,1",
      '"u\nv",a,1',
      'u,12" disc,1',
      "u,b,2",
    ];
    const source = await open(
      { "interactions.csv": `${HEADER}\r\n${rows.join("\r\n")}\r\n` },
      { latestMs: Date.UTC(2023, 0) },
    );
    const { values, faults } = await rowsOf(source.interactions());
    expect(values.map(({ itemId }) => itemId)).toEqual(["a", "b"]);
    expect(faults).toEqual([
      "interactions.csv:3: Cannot use an empty user id: 1 to 255 characters are wanted",
      "interactions.csv:4: Cannot use an empty item id: 1 to 255 characters are wanted",
      "interactions.csv:5: Cannot read the row: it has 2 fields, 3 are wanted",
      "interactions.csv:6: Cannot read the row: it has 4 fields, 3 are wanted",
      'interactions.csv:7: Cannot use time "NaN": a finite number is wanted',
      'interactions.csv:8: Cannot use time "1e999": a finite number is wanted',
      'interactions.csv:9: Cannot use time "-5": it is before 1970',
      'interactions.csv:10: Cannot use time "253370764800": seconds since 1970 are wanted, it looks like milliseconds',
      'interactions.csv:11: Cannot use time "1700000000": it is in the future, in the year 2023',
      "interactions.csv:12: Cannot use a user id of 256 characters: 1 to 255 are wanted",
      String.raw`interactions.csv:13: Cannot use user id "u\u0000": it holds a control character`,
      String.raw`interactions.csv:14: Cannot use user id "u\nv": it holds a control character`,
      "interactions.csv:16: Cannot split the row: field 2 holds a quote and is not quoted",
    ]);
  });

  test("refuses ids that are no UTF-8, and values and types that are none", async () => {
    const content = Buffer.concat([
      Buffer.from(`${HEADER},type,rating\nu,a,1,view,NaN\nu,a,1,view,1e999\nu,a,1,,1\nu,a,1,${"t".repeat(65)},1\n`),
      Buffer.from("Zoë,a,1,view,1\n", "latin1"),
    ]);
    const { values, faults } = await rowsOf((await open({ "interactions.csv": content })).interactions());
    expect(values).toEqual([]);
    expect(faults).toEqual([
      'interactions.csv:2: Cannot use value "NaN": a finite number is wanted',
      'interactions.csv:3: Cannot use value "1e999": a finite number is wanted',
      "interactions.csv:4: Cannot use an empty event type: 1 to 255 characters are wanted",
      "interactions.csv:5: Cannot use an event type of 65 characters: 1 to 64 are wanted",
      'interactions.csv:6: Cannot use user id "Zo\ufffd": it is no UTF-8',
    ]);
  });

  test("reports every faulty item with its line", async () => {
    const source = await open({
      "interactions.csv": `${HEADER}\n`,
      "items.jsonl": [
        '{"id": "a", "title": "A"',
        "[1]",
        '{"title": "no id"}',
        '{"id": 1.5}',
        String.raw`{"id": "a", "title": "NUL \u0000"}`,
        String.raw`{"id": "a\ud800"}`,
        '{"id": "a", "title": 5}',
        '{"id": "a", "size": {"width": 2}}',
        '{"id": "a", "__proto__": "x"}',
        "",
        '{"id": "b"}',
      ].join("\n"),
    });
    const { values, faults } = await rowsOf(source.items());
    expect(values).toEqual([{ id: "b", title: "b" }]);
    expect(
      faults.map((fault) =>
        fault.replace(
          /^(\S+:\d+): .*?(no JSON object|no JSON|as id|NUL or half|surrogate|a list of texts|reserved).*/,
          "$1 $2",
        ),
      ),
    ).toEqual([
      "items.jsonl:1 no JSON",
      "items.jsonl:2 no JSON object",
      "items.jsonl:3 as id",
      "items.jsonl:4 as id",
      "items.jsonl:5 NUL or half",
      "items.jsonl:6 surrogate",
      "items.jsonl:7 a list of texts",
      "items.jsonl:8 a list of texts",
      "items.jsonl:9 reserved",
    ]);
  });

  test.each([
    ["a column missing", { "interactions.csv": "userId,timestamp\n" }, "column itemId is missing from its header"],
    ["a column named twice", { "interactions.csv": `${HEADER},itemId\n` }, 'its header names column "itemId" twice'],
    ["an empty file", { "interactions.csv": "" }, "it is empty, a header is wanted"],
    ["a header of half a quote", { "interactions.csv": '"userId,itemId\n' }, "its header, line 1, is malformed"],
  ])("refuses a file of interactions with %s", async (_, files, reason) => {
    const source = await open(files);
    await expect(rowsOf(source.interactions())).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringContaining(reason),
    });
  });

  test.each([
    ["no JSON", "{", "it is no JSON"],
    ["no object", "[]", "it is no JSON object"],
    [
      "an unknown kind of timestamp",
      '{"timestampKind": "iso"}',
      'its timestampKind is "iso", "unix" or "ordinal" is wanted',
    ],
    ["a malformed meaning", '{"eventMeanings": {"view": "GOOD"}}', "its eventMeanings are malformed"],
    ["a name that is no text", '{"name": 5}', "its name is no text"],
  ])("refuses a dataset.json with %s", async (_, content, reason) => {
    await expect(open({ "interactions.csv": HEADER, "dataset.json": content })).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringContaining(reason),
    });
  });

  test("refuses to choose between a plain file and its gzipped copy", async () => {
    await expect(open({ "interactions.csv": HEADER, "interactions.csv.gz": HEADER })).rejects.toThrow(
      /^Cannot choose between/,
    );
  });

  test("counts the bytes of what was read, up to the size of the file", async () => {
    const rows = Array.from({ length: 50_000 }, (_, k) => `u${k},i${k % 7},${k}`).join("\n");
    const source = await open({ "interactions.csv": `${HEADER}\n${rows}` });
    const total = source.parts.interactions[0]?.bytes ?? 0;
    const bytesRead: number[] = [];
    for await (const row of source.interactions()) bytesRead.push(row.bytesRead);
    expect(bytesRead.every((bytes, k) => bytes >= (bytesRead[k - 1] ?? 0))).toBe(true);
    expect(bytesRead.at(-1)).toBe(total);
  });
});
