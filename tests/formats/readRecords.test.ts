import { statSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";

import { readRecords, type TextRecord } from "../../src/formats/readRecords.js";
import { dataFolder } from "./dataFolder.js";

const COMMAS = { delimiter: ",", quotes: true } as const;

async function recordsOf(content: string | Buffer, dialect: { delimiter: string; quotes: boolean } = COMMAS) {
  const path = join(dataFolder({ "table.csv": content }), "table.csv");
  const records: TextRecord[] = [];
  for await (const block of readRecords({ path, bytes: statSync(path).size }, dialect)) records.push(...block.records);
  return records;
}

describe("readRecords()", () => {
  test("agrees with csv-parse on files with quotes, line breaks in fields and either line end", async () => {
    const field = fc.string({ unit: fc.constantFrom('"', ",", "\n", "b", "ü"), maxLength: 8 });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom("\n", "\r\n"), fc.boolean(), async (rows, lineEnd, hasLastEnd) => {
        const written = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
        const content = written.join(lineEnd) + (hasLastEnd ? lineEnd : "");
        const records = await recordsOf(content);
        const expected = parse(content, { relax_column_count: true, record_delimiter: lineEnd });
        expect(records.map((record) => "fields" in record && record.fields)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test("numbers a record by its first line, whatever line breaks its fields hold", async () => {
    expect(await recordsOf('a,"x\ny\nz"\nb,c\n')).toEqual([
      { line: 1, fields: ["a", "x\ny\nz"] },
      { line: 4, fields: ["b", "c"] },
    ]);
  });

  test("takes no empty line for a record", async () => {
    expect(await recordsOf("\na,b\n\n\nc,d\n\n")).toEqual([
      { line: 2, fields: ["a", "b"] },
      { line: 5, fields: ["c", "d"] },
    ]);
  });

  test("loses only the line of a stray quote, not those behind it", async () => {
    const lines = Array.from({ length: 2500 }, (_, k) => `u${k},i${k}`);
    lines[100] = '"u100,i100';
    const records = await recordsOf(lines.join("\n"));
    expect(records).toHaveLength(2500);
    expect(records.filter((record) => "fault" in record)).toEqual([
      { line: 101, fault: "Cannot split the row: a quote is opened and not closed" },
    ]);
    expect(records[2499]).toEqual({ line: 2500, fields: ["u2499", "i2499"] });
  });

  test("reads the lines anew that a stray quote took in up to the next quote", async () => {
    const records = await recordsOf('"u0,i0\nu1,i1\n"u2",i2\nu3,i3\n');
    expect(records.filter((record) => "fields" in record)).toEqual([
      { line: 2, fields: ["u1", "i1"] },
      { line: 3, fields: ["u2", "i2"] },
      { line: 4, fields: ["u3", "i3"] },
    ]);
    expect(records.filter((record) => "fault" in record).map(({ line }) => line)).toEqual([1]);
  });

  test("leaves quotes alone where the dialect has none", async () => {
    expect(await recordsOf('1\t12" disc\n2\t"a\n', { delimiter: "\t", quotes: false })).toEqual([
      { line: 1, fields: ["1", '12" disc'] },
      { line: 2, fields: ["2", '"a'] },
    ]);
  });
});
