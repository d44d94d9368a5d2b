import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "@jest/globals";

import { readTitles } from "../../src/commands/llm-srec/readTitles.js";
import { withWorkFolder } from "../../src/commands/llm-srec/withWorkFolder.js";
import { testRows } from "../../src/commands/testRows.js";
import { openSource } from "../../src/formats/openSource.js";
import type { ReportRow } from "../../src/ml/index.js";
import { dataFolder } from "../formats/dataFolder.js";

const work = mkdtempSync(join(tmpdir(), "sequitur-work-"));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

describe("readTitles()", () => {
  test("knows the items of the catalogue that have a title of their own", async () => {
    const items = [{ id: "a", title: "Alpha" }, { id: "b" }, { id: "c", title: "c" }, { id: "d", title: "Delta" }];
    const data = dataFolder({
      "interactions.csv": "userId,itemId,timestamp\nu,a,1\n",
      "items.jsonl": [...items.map((item) => JSON.stringify(item)), "{", ""].join("\n"),
    });
    const source = await openSource(data);
    expect([...(await readTitles(source, ["a", "b", "c", "e"]))]).toEqual([["a", "Alpha"]]);
  });
});

describe("withWorkFolder()", () => {
  test("takes a temporary folder away, also when the work fails", async () => {
    const made: string[] = [];
    const use = (folder: string): Promise<number> => {
      made.push(folder);
      writeFileSync(join(folder, "weights.bin"), "w");
      return made.length === 1 ? Promise.resolve(1) : Promise.reject(new Error("no"));
    };
    expect(await withWorkFolder(undefined, use)).toBe(1);
    await expect(withWorkFolder(undefined, use)).rejects.toThrow("no");
    expect(made.map((folder) => existsSync(folder))).toEqual([false, false]);
  });

  test("makes a folder that is named, and keeps it", async () => {
    const folder = join(work, "new", "folder");
    const failing = withWorkFolder(folder, (given) => {
      writeFileSync(join(given, "checkpoint"), "c");
      return Promise.reject(new Error("no"));
    });
    await expect(failing).rejects.toThrow("no");
    expect(await withWorkFolder(folder, (given) => Promise.resolve(existsSync(join(given, "checkpoint"))))).toBe(true);
  });
});

describe("testRows()", () => {
  test("shows the rankers of a model with a language model beside each other", () => {
    const metrics = (value: number) => ({ "HR@10": value, "HR@20": value, "NDCG@10": value, "NDCG@20": value });
    const row = (value: number): ReportRow => ({ full: metrics(value), sampled99: metrics(value) });
    const rows = (value: number) => ({ ordered: row(value), shuffled: row(-value) });
    expect(testRows(rows(1)).map(([name]) => name)).toEqual(["test", "test, shuffled"]);
    const compared = testRows({ teacher: rows(1), llmSRec: rows(2), fused: rows(3) });
    expect(compared.map(([name, { full }]) => [name, full["HR@10"]])).toEqual([
      ...[["teacher", 1], ["LLM-SRec", 2], ["fused", 3]], // prettier-ignore
      ...[["teacher, shuffled", -1], ["LLM-SRec, shuffled", -2], ["fused, shuffled", -3]], // prettier-ignore
    ]);
  });
});
