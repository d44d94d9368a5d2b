import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";

import { splitRecord } from "../../src/formats/splitRecord.js";

const DELIMITERS = [",", ";", "\t", "|"];

/** Texts that are rich in what matters to a splitter. */
const csvText = fc.string({ unit: fc.constantFrom('"', ",", "a", " ", "é", "|", ";", "\t"), maxLength: 24 });

/** What csv-parse makes of one record; `null` where it refuses it. */
function csvParse(text: string, delimiter: string): readonly string[] | null {
  try {
    const rows = parse(text, { delimiter, relax_column_count: true, record_delimiter: "\0" });
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch {
    return null;
  }
}

describe("splitRecord()", () => {
  test("agrees with csv-parse on every text: the same fields, and the same texts refused", () => {
    fc.assert(
      fc.property(
        csvText.filter((text) => text !== ""),
        fc.constantFrom(...DELIMITERS),
        (text, delimiter) => {
          const split = splitRecord(text, delimiter);
          expect(Array.isArray(split) ? split : null).toEqual(csvParse(text, delimiter));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("gives back the fields of every record that was written with quotes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }), (fields) => {
        const record = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
        expect(splitRecord(record, ",")).toEqual(fields);
      }),
    );
  });

  test("says that a record is open where it ends within quotes", () => {
    expect(splitRecord('1,"first line', ",")).toEqual({ open: true });
    expect(splitRecord('1,"a ""word""', ",")).toEqual({ open: true });
  });

  test("names the field whose quotes are misplaced", () => {
    expect(splitRecord('1,12" disc,3', ",")).toEqual({
      fault: "Cannot split the row: field 2 holds a quote and is not quoted",
    });
    expect(splitRecord('1,"disc"s,3', ",")).toEqual({
      fault: "Cannot split the row: field 2 goes on after its closing quote",
    });
  });
});
