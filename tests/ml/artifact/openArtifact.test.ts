import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { DomainError } from "../../../src/domain/domainError.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { openScoringModel } from "../../../src/ml/models/openScoringModel.js";
import { someArtifact } from "./someArtifact.js";
import { temporaryFolder } from "./temporaryFolder.js";

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;

beforeEach(async () => {
  temporary = await temporaryFolder();
  folder = join(temporary.path, "artifact");
  await writeArtifact(folder, someArtifact("markov"));
});
afterEach(() => temporary.remove());

async function failure(work: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DomainError);
  return error as DomainError;
}

async function changeManifest(change: (manifest: Record<string, unknown>) => unknown): Promise<void> {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify(change(manifest)));
}

const sum = "0".repeat(64);

describe("openArtifact()", () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ["a missing file", () => rm(join(folder, "items.json")), "items.json is missing"],
    [
      "a truncated file",
      () => truncate(join(folder, "popularity.f32"), 5),
      "popularity.f32 has 5 bytes, 16 are wanted",
    ],
    [
      "a longer file",
      () => appendFile(join(folder, "popularity.f32"), "x"),
      "popularity.f32 has 17 bytes, 16 are wanted",
    ],
    ["an altered file", () => writeFile(join(folder, "items.json"), '["a","b","d"]'), "items.json has checksum "],
    ["a truncated manifest", () => truncate(join(folder, "manifest.json"), 40), "manifest.json is not JSON"],
    ["an empty manifest", () => truncate(join(folder, "manifest.json")), "manifest.json is not JSON"],
    ["a manifest that is a list", () => changeManifest(() => []), "manifest.json is not an object"],
    ["another format", () => changeManifest((m) => ({ ...m, format: 2 })), "it has format 2, 1 is wanted"],
    ["no format", () => changeManifest((m) => ({ ...m, format: undefined })), "it has format undefined, 1 is wanted"],
    [
      "an unknown kind",
      () => changeManifest((m) => ({ ...m, kind: "oracle" })),
      'it holds a model of kind "oracle", one of ',
    ],
    ["no list of files", () => changeManifest((m) => ({ ...m, files: null })), "manifest.json lists no files"],
    [
      "a file outside of the folder",
      () => changeManifest((m) => ({ ...m, files: { "../secret": { bytes: 1, sha256: sum } } })),
      'manifest.json lists "../secret": a plain file name is wanted',
    ],
    [
      "a file without a checksum",
      () => changeManifest((m) => ({ ...m, files: { "items.json": { bytes: 1 } } })),
      'manifest.json does not say the size and the checksum of "items.json"',
    ],
    [
      "an encoder of unknown size",
      () => changeManifest((m) => ({ ...m, kind: "sasrec", files: {}, encoder: { width: 0, window: 1 } })),
      "manifest.json does not say the encoder's width and window",
    ],
  ])("says ARTIFACT_CORRUPT in one clear line for %s", async (_, harm, state) => {
    await harm();
    const error = await failure(openArtifact(folder));
    expect(error.code).toBe("ARTIFACT_CORRUPT");
    expect(error.message.startsWith(`Cannot open artifact "${folder}": ${state}`)).toBe(true);
    expect(error.message).not.toContain("\n");
  });

  test("says UNKNOWN_ARTIFACT where there is none", async () => {
    for (const path of [join(temporary.path, "nowhere"), temporary.path, join(folder, "items.json")]) {
      const error = await failure(openArtifact(path));
      expect([error.code, error.message]).toEqual([
        "UNKNOWN_ARTIFACT",
        `Cannot open artifact "${path}": there is no manifest.json that can be read`,
      ]);
    }
  });

  test("refuses another artifact than the one that is wanted", async () => {
    expect((await failure(openArtifact(folder, sum))).code).toBe("ARTIFACT_CORRUPT");
  });
});

describe("openScoringModel()", () => {
  test("refuses files that do not fit each other", async () => {
    const content = someArtifact("markov");
    const lacking = { ...content.files };
    delete lacking["transitionCounts.u32"];
    const odd: Record<string, typeof content.files> = {
      "popularity.f32 holds 2 numbers, 4 are wanted": { ...content.files, "popularity.f32": new Uint8Array(8) },
      "transitionCounts.u32 holds 1 numbers": { ...content.files, "transitionCounts.u32": new Uint8Array(4) },
      "it has no transitionCounts.u32": lacking,
      "items.json is no list of different item ids": {
        ...content.files,
        "items.json": new TextEncoder().encode('["a","b","a"]'),
      },
    };
    for (const [state, files] of Object.entries(odd)) {
      await writeArtifact(folder, { ...content, files });
      const error = await failure(openArtifact(folder).then((artifact) => openScoringModel(artifact, { threads: 1 })));
      expect(error.code).toBe("ARTIFACT_CORRUPT");
      expect(error.message).toContain(state);
    }
  });
});
