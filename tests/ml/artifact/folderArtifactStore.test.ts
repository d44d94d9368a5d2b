import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { FolderArtifactStore } from "../../../src/ml/artifact/folderArtifactStore.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { fullDisk } from "./fullDisk.js";
import { someArtifact } from "./someArtifact.js";
import { temporaryFolder } from "./temporaryFolder.js";

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let source: string;
let root: string;
let checksum: string;
let store: FolderArtifactStore;

beforeEach(async () => {
  temporary = await temporaryFolder();
  source = join(temporary.path, "trained");
  root = join(temporary.path, "store");
  checksum = await writeArtifact(source, someArtifact("markov"));
  store = new FolderArtifactStore(root);
});
afterEach(() => temporary.remove());

describe("FolderArtifactStore", () => {
  test("opens what was published, also in another process", async () => {
    expect(await store.publish("space", "v1", source)).toBe(checksum);
    const folder = await new FolderArtifactStore(root).open("space", "v1", checksum);
    expect((await openArtifact(folder, checksum)).manifest.kind).toBe("markov");
    expect(await readdir(source)).toContain("manifest.json");
  });

  test("publishes again without harm, also at the same time, and never replaces", async () => {
    await Promise.all([store.publish("space", "v1", source), store.publish("space", "v2", source)]);
    expect(await store.publish("space", "v1", source)).toBe(checksum);
    await writeArtifact(source, someArtifact("popular"));
    await expect(store.publish("space", "v1", source)).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    await store.open("space", "v1", checksum);
    expect(await readdir(join(root, "space"))).toEqual(["v1", "v2"]);
  });

  test("does not publish what is not whole", async () => {
    await truncate(join(source, "items.json"), 3);
    await expect(store.publish("space", "v1", source)).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    await expect(store.publish("space", "v1", join(source, "nowhere"))).rejects.toMatchObject({
      code: "UNKNOWN_ARTIFACT",
    });
    await expect(store.open("space", "v1", checksum)).rejects.toMatchObject({ code: "UNKNOWN_ARTIFACT" });
  });

  test("leaves nothing on a full disk", async () => {
    const small = new FolderArtifactStore(root, fullDisk(3));
    await expect(small.publish("space", "v1", source)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await readdir(join(root, "space"))).toEqual([]);
    expect(await store.publish("space", "v1", source)).toBe(checksum);
  });

  test("removes what a killed process left when it publishes again, and nothing else", async () => {
    await mkdir(join(root, "space", "v1.partial-dead"), { recursive: true });
    await mkdir(join(root, "space", "v10.partial-alive"), { recursive: true });
    await expect(store.open("space", "v1", checksum)).rejects.toMatchObject({ code: "UNKNOWN_ARTIFACT" });
    await store.publish("space", "v1", source);
    expect((await readdir(join(root, "space"))).sort()).toEqual(["v1", "v10.partial-alive"]);
  });

  test("refuses to open another artifact than the one that is asked for", async () => {
    await store.publish("space", "v1", source);
    await expect(store.open("space", "v1", "0".repeat(64))).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
  });

  test("removes an artifact once, and does nothing the second time", async () => {
    await store.publish("space", "v1", source);
    await store.remove("space", "v1");
    await store.remove("space", "v1");
    await store.remove("elsewhere", "v1");
    await expect(store.open("space", "v1", checksum)).rejects.toMatchObject({ code: "UNKNOWN_ARTIFACT" });
    expect(await readdir(join(root, "space"))).toEqual([]);
  });

  test.each(["..", ".", "", "a/b", "../trained", "/etc", "a\\b", "a\0b", "v1.partial-x", "x".repeat(200)])(
    "refuses the name %j, and touches nothing",
    async (name) => {
      await writeFile(join(temporary.path, "precious"), "x");
      for (const [space, version] of [
        [name, "v1"],
        ["space", name],
      ] as const) {
        await expect(store.publish(space, version, source)).rejects.toMatchObject({ code: "BAD_INPUT" });
        await expect(store.open(space, version, checksum)).rejects.toMatchObject({ code: "BAD_INPUT" });
        await expect(store.remove(space, version)).rejects.toMatchObject({ code: "BAD_INPUT" });
      }
      expect(await readFile(join(temporary.path, "precious"), "utf8")).toBe("x");
      expect((await readdir(temporary.path)).sort()).toEqual(["precious", "trained"]);
    },
  );
});
