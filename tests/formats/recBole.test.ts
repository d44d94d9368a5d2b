import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { openSource } from "../../src/formats/openSource.js";
import { dataFolder } from "./dataFolder.js";
import { rowsOf } from "./rowsOf.js";

describe("RecBole atomic files", () => {
  test("reads interactions, items and users by their typed headers, gzipped or not", async () => {
    const source = await openSource(
      dataFolder({
        "ml.inter.gz":
          "user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n186\t302\t\t8.91717742e8\n1\t2\tx\t3\n",
        "ml.item":
          'item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\tprice:float\n242\tKolya "Kolja"\t1996\tComedy Drama\t1.5\n302\t\t\t\t\n303\tX\t1\tA\tfree\n',
        "ml.user": "user_id:token\tage:token\tgender:token\tscores:float_seq\n196\t49\tM\t1 2\n",
        "ml.link": "anything",
      }),
    );
    expect(source).toMatchObject({ format: "recbole", name: "recbole-ml", timestampKind: "unix" });
    expect(await rowsOf(source.interactions())).toEqual({
      values: [
        { userId: "196", itemId: "242", timestamp: 881250949000, type: "rating", value: 3 },
        { userId: "186", itemId: "302", timestamp: 891717742000, type: "rating", value: null },
      ],
      faults: ['ml.inter.gz:4: Cannot use value "x": a finite number is wanted'],
    });
    expect(await rowsOf(source.items())).toEqual({
      values: [
        {
          id: "242",
          title: 'Kolya "Kolja"',
          categories: ["Comedy", "Drama"],
          attributes: { release_year: "1996", price: 1.5 },
        },
        { id: "302", title: "302", categories: [], attributes: {} },
      ],
      faults: ['ml.item:4: Cannot use price "free": a finite number is wanted'],
    });
    expect((await rowsOf(source.users())).values).toEqual([
      { id: "196", attributes: { age: "49", gender: "M", scores: ["1", "2"] } },
    ]);
  });

  test("counts positions where there are no times", async () => {
    const source = await openSource(dataFolder({ "x.inter": "user_id:token\titem_id:token\nu\ta\nv\ta\nu\t\nu\tb\n" }));
    expect(source.timestampKind).toBe("ordinal");
    const { values, faults } = await rowsOf(source.interactions());
    expect(values.map(({ userId, itemId, timestamp }) => [userId, itemId, timestamp])).toEqual([
      ["u", "a", 0],
      ["v", "a", 0],
      ["u", "b", 1],
    ]);
    expect(faults).toEqual(["x.inter:4: Cannot use an empty item id: 1 to 255 characters are wanted"]);
  });

  test("takes columns of other names by a mapping, in all its files", async () => {
    const folder = dataFolder({
      "x.inter": "buyer:token\tsku:token\twhen:float\n1\t2\t3\n",
      "x.item": "sku:token\tname:token\n2\tHat\n",
    });
    const source = await openSource(folder, { columns: { user: "buyer", item: "sku", time: "when" } });
    expect((await rowsOf(source.interactions())).values).toMatchObject([{ userId: "1", itemId: "2", timestamp: 3000 }]);
    expect((await rowsOf(source.items())).values).toEqual([{ id: "2", title: "Hat", categories: [], attributes: {} }]);
  });

  test.each([
    ["a column without a type", "user_id\titem_id:token\n", 'its header names column "user_id", NAME:TYPE'],
    ["an unknown type", "user_id:text\titem_id:token\n", 'its header names column "user_id:text", NAME:TYPE'],
    ["no column for the item", "user_id:token\tx:token\n", "no column is known to hold the item"],
    ["nothing in it", "", "it is empty, a header is wanted"],
  ])("refuses an .inter file with %s", async (_, content, reason) => {
    await expect(openSource(dataFolder({ "x.inter": content }))).rejects.toMatchObject({
      code: "BAD_DATA",
      message: expect.stringContaining(reason),
    });
  });

  test("refuses to choose between two data sets, and opens the one that is named", async () => {
    const folder = dataFolder({
      "a.inter": "user_id:token\titem_id:token\n",
      "b.inter": "user_id:token\titem_id:token\n",
    });
    await expect(openSource(folder)).rejects.toThrow(/^Cannot choose between/);
    expect((await openSource(join(folder, "b.inter"))).name).toBe("recbole-b");
  });
});
