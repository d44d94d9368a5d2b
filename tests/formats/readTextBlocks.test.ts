import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { describe, expect, test } from "@jest/globals";

import { DomainError } from "../../src/domain/domainError.js";
import { readTextBlocks, type TextEncoding } from "../../src/formats/readTextBlocks.js";
import { dataFolder } from "./dataFolder.js";

function fileOf(name: string, content: string | Buffer) {
  const path = join(dataFolder({ [name]: content }), name);
  return { path, bytes: statSync(path).size };
}

async function linesOf(file: { path: string; bytes: number }, encoding?: TextEncoding) {
  const lines: string[] = [];
  let bytesRead = 0;
  for await (const block of readTextBlocks(file, encoding)) {
    expect(block.firstLine).toBe(lines.length + 1);
    expect(block.bytesRead).toBeGreaterThanOrEqual(bytesRead);
    lines.push(...block.lines);
    bytesRead = block.bytesRead;
  }
  expect(bytesRead).toBeLessThanOrEqual(file.bytes);
  return lines;
}

const MANY = Array.from({ length: 60_000 }, (_, k) => `line ${k} ${"é".repeat(k % 13)}`);

describe("readTextBlocks()", () => {
  test("reads the same lines from a plain and a gzipped file of many blocks", async () => {
    expect(await linesOf(fileOf("a.txt", MANY.join("\n")))).toEqual(MANY);
    expect(await linesOf(fileOf("a.txt.gz", MANY.join("\n")))).toEqual(MANY);
  });

  test("knows a gzipped file by its content where its name does not tell", async () => {
    expect(await linesOf(fileOf("a.txt", gzipSync("a\nb\n")))).toEqual(["a", "b"]);
  });

  test("reads all members of a gzip file that was put together from several", async () => {
    const content = Buffer.concat([gzipSync("a\nb"), gzipSync("c\nd\n")]);
    expect(await linesOf(fileOf("a.gz", content))).toEqual(["a", "bc", "d"]);
  });

  test("takes CRLF and a byte order mark away, and needs no last line end", async () => {
    expect(await linesOf(fileOf("a.txt", "\ufeffa\r\nb\r\n\r\nc"))).toEqual(["a", "b", "", "c"]);
  });

  test("reads no line from an empty file", async () => {
    expect(await linesOf(fileOf("a.txt", ""))).toEqual([]);
  });

  test("reads a line that is longer than many blocks", async () => {
    const long = "x".repeat(3_000_000);
    expect(await linesOf(fileOf("a.txt", `a\n${long}\nb`))).toEqual(["a", long, "b"]);
  });

  test("reads Latin-1 lines among UTF-8 lines where that is allowed", async () => {
    const content = Buffer.concat([Buffer.from("Amélie\n", "latin1"), Buffer.from("Amélie\n", "utf8")]);
    expect(await linesOf(fileOf("a.txt", content), "utf8-or-latin1")).toEqual(["Amélie", "Amélie"]);
  });

  test.each([
    ["a truncated gzip file", "truncated", "it is truncated, its gzip stream ends early"],
    ["a damaged gzip file", "damaged", "its gzip stream is damaged"],
    ["a file that is only named .gz", "named", "it is named .gz and is no gzip file"],
    ["UTF-16", "utf16", "it is UTF-16, UTF-8 is wanted"],
    ["a line without end", "endless", "line 2 is longer than 16 MiB"],
    ["a file that is gone", "gone", "there is no such file"],
  ])("refuses %s", async (_, kind, reason) => {
    const zipped = gzipSync(MANY.join("\n"));
    const contents: Record<string, readonly [string, string | Buffer]> = {
      truncated: ["a.gz", zipped.subarray(0, zipped.length / 2)],
      damaged: ["a.gz", Buffer.concat([zipped.subarray(0, 2000), Buffer.alloc(5000, 7), zipped.subarray(7000)])],
      named: ["a.gz", Buffer.from("plain text")],
      utf16: ["a.txt", Buffer.from("\ufeffa\nb", "utf16le")],
      endless: ["a.txt", `a\n${"x".repeat(17 * 2 ** 20)}`],
    };
    const [name, content] = contents[kind] ?? ["a.txt", ""];
    const file = kind === "gone" ? { path: "/nowhere/a.txt", bytes: 0 } : fileOf(name, content);
    const failure = await linesOf(file).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DomainError);
    expect(failure).toMatchObject({ code: "BAD_DATA" });
    expect((failure as Error).message).toMatch(/^Cannot read "[^\n]*": [^\n]*[^.]$/);
    expect((failure as Error).message).toContain(reason);
  });

  test("reports a file that shrinks to half a gzip stream by name", async () => {
    const file = fileOf("interactions.csv.gz", MANY.join("\n"));
    truncateSync(file.path, 30);
    await expect(linesOf(file)).rejects.toThrow(`Cannot read "${file.path}": it is truncated`);
  });
});
