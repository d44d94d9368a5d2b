import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { modelFiles } from "../../../src/ml/artifact/modelFiles.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { openScoringModel } from "../../../src/ml/models/openScoringModel.js";
import { fullDisk } from "./fullDisk.js";
import { someArtifact } from "./someArtifact.js";
import { temporaryFolder } from "./temporaryFolder.js";

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;

beforeEach(async () => {
  temporary = await temporaryFolder();
  folder = join(temporary.path, "deep", "artifact");
});
afterEach(() => temporary.remove());

describe("writeArtifact()", () => {
  test("writes what openArtifact() reads, under the checksum of its manifest", async () => {
    const content = someArtifact("markov");
    const checksum = await writeArtifact(folder, content);
    const artifact = await openArtifact(folder, checksum);
    const bytes = await readFile(join(folder, "manifest.json"));
    expect(checksum).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(artifact.manifest).toMatchObject({ format: 1, ...content.manifest });
    expect(await artifact.itemIds()).toEqual(["a", "b", "c"]);
    expect(Object.keys(artifact.manifest.files).sort()).toEqual(Object.keys(content.files).sort());
  });

  test("writes the same bytes for the same content", async () => {
    const first = await writeArtifact(folder, someArtifact("popular"));
    expect(await writeArtifact(join(temporary.path, "other"), someArtifact("popular"))).toBe(first);
  });

  test("replaces an artifact, and leaves nothing beside it", async () => {
    await writeArtifact(folder, someArtifact("markov"));
    const checksum = await writeArtifact(folder, someArtifact("popular"));
    expect((await openArtifact(folder, checksum)).manifest.kind).toBe("popular");
    expect(await readdir(join(folder, ".."))).toEqual(["artifact"]);
    expect((await readdir(folder)).sort()).toEqual(["items.json", "manifest.json", "popularity.f32"]);
  });

  test("refuses a folder that holds something else, and touches nothing of it", async () => {
    await writeFile(join(temporary.path, "thesis.txt"), "three years");
    await expect(writeArtifact(temporary.path, someArtifact("popular"))).rejects.toMatchObject({ code: "BAD_CONFIG" });
    await expect(writeArtifact(join(temporary.path, "thesis.txt"), someArtifact("popular"))).rejects.toMatchObject({
      code: "BAD_CONFIG",
    });
    expect(await readdir(temporary.path)).toEqual(["thesis.txt"]);
    expect(await readFile(join(temporary.path, "thesis.txt"), "utf8")).toBe("three years");
  });

  test.each(["ENOSPC", "EDQUOT"])("says DISK_FULL on %s, whichever file fails, and leaves nothing", async (code) => {
    for (const room of [0, 1, 2]) {
      await expect(writeArtifact(folder, someArtifact("popular"), fullDisk(room, code))).rejects.toMatchObject({
        code: "DISK_FULL",
        message: `Cannot write artifact "${folder}": the disk is full (${code})`,
      });
      expect(await readdir(join(folder, ".."))).toEqual([]);
    }
  });

  test("keeps the artifact that was there when the disk is full", async () => {
    const checksum = await writeArtifact(folder, someArtifact("markov"));
    await expect(writeArtifact(folder, someArtifact("popular"), fullDisk(2))).rejects.toMatchObject({
      code: "DISK_FULL",
    });
    expect((await openArtifact(folder, checksum)).manifest.kind).toBe("markov");
    expect(await readdir(join(folder, ".."))).toEqual(["artifact"]);
  });
});

describe("openScoringModel()", () => {
  test.each(["popular", "markov"] as const)(
    "scores with a stored %s model as with the one that was fitted",
    async (kind) => {
      await writeArtifact(folder, someArtifact(kind));
      const model = await openScoringModel(await openArtifact(folder), { threads: 1 });
      expect([model.kind, model.itemCount]).toEqual([kind, 3]);
      // b occurs 3 times, c twice, a once; after c came b.
      expect(Array.from(await model.scoreAll([Int32Array.of(3)]))).toEqual(
        kind === "popular" ? [0, 1, 3, 2] : [0, 1, 4, 2],
      );
      await model.close();
    },
  );
});

describe("modelFiles()", () => {
  test("refuses numbers that do not fit the items", () => {
    const itemIds = ["a", "b"];
    expect(() => modelFiles({ kind: "popular", itemIds, popularity: new Float32Array(2) })).toThrow(RangeError);
    const sasrec = {
      kind: "sasrec",
      itemIds,
      popularity: new Float32Array(3),
      encoder: new Uint8Array(),
      scorer: new Uint8Array(),
    } as const;
    expect(() => modelFiles({ ...sasrec, itemVectors: new Float32Array(8) })).toThrow(RangeError);
    expect(() => modelFiles({ ...sasrec, itemVectors: new Float32Array(0) })).toThrow(RangeError);
  });
});
