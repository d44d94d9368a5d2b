import { deserialize } from "node:v8";

import { describe, expect, test } from "@jest/globals";

import type { CatalogueChunk } from "../../../src/ml/serve/catalogueChunk.js";
import { catalogueEntries } from "../../../src/ml/serve/catalogueEntries.js";
import type { CatalogueEntry } from "../../../src/ml/serve/catalogueEntry.js";
import { CatalogueJournal } from "../../../src/ml/serve/catalogueJournal.js";

function entriesOf(count: number, popularity: number): CatalogueEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `i${index}`,
    title: `Title ${index}`,
    categories: index % 2 === 0 ? [] : ["odd", "é"],
    recommendable: index % 3 === 0,
    createdAtMs: index * 1000.5,
    popularity,
  }));
}

function held(journal: CatalogueJournal): CatalogueEntry[] {
  return journal.all().flatMap((chunk) => [...catalogueEntries(deserialize(chunk) as CatalogueChunk)]);
}

describe("CatalogueJournal", () => {
  test("gives back what it was given, in chunks", async () => {
    const journal = new CatalogueJournal(true);
    const entries = entriesOf(12_001, 1);
    expect(journal.append(entries)).toHaveLength(3);
    await journal.compact();
    expect(held(journal)).toEqual(entries);
  });

  test("leaves titles out where nobody reads them", () => {
    const journal = new CatalogueJournal(false);
    journal.append(entriesOf(2, 1));
    expect(held(journal)).toEqual(entriesOf(2, 1).map((entry) => ({ ...entry, title: "" })));
  });

  test("forgets superseded entries once they are many, and keeps the newest of every item", async () => {
    const journal = new CatalogueJournal(true);
    for (let round = 0; round < 12; round++) {
      journal.append(entriesOf(2000, round));
      await journal.compact();
    }
    journal.append(entriesOf(1, 99));
    const entries = held(journal);
    expect(entries.length).toBeLessThan(20_000);
    const newest = new Map(entries.map((entry) => [entry.id, entry.popularity]));
    expect(newest.size).toBe(2000);
    expect(newest.get("i0")).toBe(99);
    expect(newest.get("i1999")).toBe(11);
  });
});
