import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { parseColumnMapping } from "../../src/formats/columnMapping.js";
import { openSource } from "../../src/formats/openSource.js";
import { dataFolder } from "./dataFolder.js";
import { rowsOf } from "./rowsOf.js";

const csv = (content: string, name = "shop.csv") => join(dataFolder({ [name]: content }), name);

describe("plain CSV", () => {
  test("takes the columns that the mapping names", async () => {
    const path = csv("when,customer,sku,what,n\n2024-01-02T03:04:05Z,u,a,buy,2\n2024-01-02,u,b,view,\n");
    const columns = parseColumnMapping("user=customer,item=sku,time=when,type=what,value=n");
    const source = await openSource(path, { format: "csv", columns });
    expect(source).toMatchObject({ format: "csv", name: "csv-shop", timestampKind: "unix" });
    expect((await rowsOf(source.interactions())).values).toEqual([
      { userId: "u", itemId: "a", timestamp: Date.UTC(2024, 0, 2, 3, 4, 5), type: "buy", value: 2 },
      { userId: "u", itemId: "b", timestamp: Date.UTC(2024, 0, 2), type: "view", value: null },
    ]);
    expect((await rowsOf(source.items())).values).toEqual([]);
  });

  test.each([
    ["commas", "user_id,item_id,timestamp\nu,a,5\n", "x.csv"],
    ["semicolons", "UserID;ItemID;Time\nu;a;5\n", "x.csv"],
    ["tabs, gzipped", "visitor-id\tproductId\tdate\nu\ta\t5\n", "x.tsv.gz"],
    ["pipes", "uid|asin|createdAt\nu|a|5\n", "x.csv"],
  ])("knows usual names of columns, and %s", async (_, content, name) => {
    const source = await openSource(csv(content, name));
    expect((await rowsOf(source.interactions())).values).toEqual([
      { userId: "u", itemId: "a", timestamp: 5000, type: "interaction", value: null },
    ]);
  });

  test("counts each user's positions where no column holds times", async () => {
    const source = await openSource(csv("user,item\nu,a\nv,a\nu,b\n"));
    expect(source.timestampKind).toBe("ordinal");
    const { values } = await rowsOf(source.interactions());
    expect(values.map(({ timestamp }) => timestamp)).toEqual([0, 0, 1]);
    expect((await rowsOf(source.interactions())).values).toEqual(values);
  });

  test("reports faulty rows behind quoted fields of several lines by their first line", async () => {
    const source = await openSource(
      csv('user,item,time,note\nu,a,1,"two\r\nlines, one field"\nu,b,-1,"x\ny"\nu,c,2,\n'),
    );
    const { values, faults } = await rowsOf(source.interactions());
    expect(values.map(({ itemId }) => itemId)).toEqual(["a", "c"]);
    expect(faults).toEqual(['shop.csv:4: Cannot use time "-1": it is before 1970']);
  });

  test.each([
    ["a mapped column that is absent", "user,item\n", { time: "when" }, 'there is no column "when" for the time'],
    [
      "no columns that are known",
      "a,b\n",
      {},
      "no column is known to hold the user and the item (--columns user=NAME,item=NAME says which)",
    ],
    ["no header", "", {}, "it is empty, a header is wanted"],
  ])("refuses a file with %s", async (_, content, columns, reason) => {
    await expect(openSource(csv(content), { columns })).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringContaining(reason),
    });
  });

  test("refuses a folder", async () => {
    const folder = dataFolder({ "a.csv": "user,item\n" });
    await expect(openSource(folder, { format: "csv" })).rejects.toThrow(/as csv: it is a folder, one file is wanted$/);
  });
});

describe("parseColumnMapping()", () => {
  test("keeps `=` within a name", () => {
    expect(parseColumnMapping("user=a=b, item=c")).toEqual({ user: "a=b", item: "c" });
  });

  test.each(["", "user", "user=", "who=x", "user=a,user=b", "user=a,"])("refuses %j", (text) => {
    expect(() => parseColumnMapping(text)).toThrow(/^Cannot use column mapping .*: wanted are user=NAME/);
  });
});
