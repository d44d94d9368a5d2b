import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { artifactFiles } from "../../../src/ml/artifact/artifactFiles.js";
import type { ArtifactManifest } from "../../../src/ml/artifact/artifactManifest.js";
import { FolderArtifactStore } from "../../../src/ml/artifact/folderArtifactStore.js";
import type { LlmSrecContent } from "../../../src/ml/artifact/modelFiles.js";
import { openArtifact } from "../../../src/ml/artifact/openArtifact.js";
import { writeArtifact } from "../../../src/ml/artifact/writeArtifact.js";
import { openLlmSrec } from "../../../src/ml/models/openLlmSrec.js";
import { openInferencePool } from "../../../src/ml/serve/openInferencePool.js";
import { silentLog } from "../../harness/silentLog.js";
import { tinyLlmSrecContent, writeTinyLlmSrec } from "../serve/tinyLlmSrec.js";
import { fullDisk } from "./fullDisk.js";
import { temporaryFolder } from "./temporaryFolder.js";

jest.setTimeout(120_000);

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let content: LlmSrecContent;
let folder: string;
let manifest: ArtifactManifest;

beforeAll(async () => {
  temporary = await temporaryFolder();
  content = await tinyLlmSrecContent(temporary.path);
  folder = join(temporary.path, "artifact");
  await writeTinyLlmSrec(folder, content);
  ({ manifest } = await openArtifact(folder));
});
afterAll(() => temporary.remove());

/** The whole artifact again, with what is given changed. */
async function changed(name: string, files: Record<string, Uint8Array>, llmSrec: unknown = manifest.llmSrec) {
  const path = join(temporary.path, name);
  const all = { ...(await artifactFiles(content)), ...files };
  await writeArtifact(path, { manifest: { ...manifest, llmSrec } as ArtifactManifest, files: all });
  return path;
}

describe("the artifact of an LLM-SRec", () => {
  test("holds the language model's weights as they are, and needs their folder no more", async () => {
    const weights = join(content.llm.weightsFolder, "weights.bin");
    const path = await changed("alone", {});
    expect(await readFile(join(path, "weights.bin"))).toEqual(await readFile(weights));
    const bytes = await readFile(weights);
    await writeFile(weights, "other weights"); // a training that follows uses the same folder
    expect((await openArtifact(path)).manifest.llmSrec).toEqual(content.llm.settings);
    await writeFile(weights, bytes);
  });

  test("is published whole", async () => {
    const store = new FolderArtifactStore(join(temporary.path, "store"));
    const checksum = await store.publish("space", "v1", folder);
    const model = await openLlmSrec(await openArtifact(await store.open("space", "v1", checksum)), { threads: 1 });
    expect(await model.itemVectors([{ title: "A lantern" }])).toHaveLength(6);
    await model.close();
  });

  test("leaves nothing where the disk is full, a copied file included", async () => {
    const files = await artifactFiles(content);
    for (const room of [0, 5, Object.keys(files).length])
      await expect(writeArtifact(join(temporary.path, "full"), { manifest, files }, fullDisk(room))).rejects.toMatchObject({ code: "DISK_FULL" }); // prettier-ignore
    await expect(openArtifact(join(temporary.path, "full"))).rejects.toMatchObject({ code: "UNKNOWN_ARTIFACT" });
  });

  test("refuses numbers that do not fit each other", async () => {
    const { llm } = content;
    const wrong = { ...llm, unseenItem: new Float32Array(3) };
    await expect(artifactFiles({ ...content, llm: wrong })).rejects.toThrow("Cannot store 3 numbers as vector of an unseen item: 4 are wanted"); // prettier-ignore
    await expect(artifactFiles({ ...content, llm: { ...llm, titles: [] } })).rejects.toThrow(RangeError);
    await expect(artifactFiles({ ...content, llm: { ...llm, titleVectors: null } })).rejects.toThrow(RangeError);
  });

  test.each([
    ["no settings", undefined, "does not describe the language model"],
    ["sizes", { config: {} }, "does not say the language model's sizes"],
    ["prompt", { prompt: { window: 0 } }, "does not say what prompts tell"],
    ["fusion", { fusion: {} }, "does not say how scores are fused"],
    ["scale", { softTokenScale: "1" }, "does not say how soft tokens are made"],
    ["teacher", { teacherKind: "markov" }, 'names the teacher "markov", sasrec or esasrec is wanted'],
  ])("is refused with a manifest that is wrong: %s", async (name, wrong, message) => {
    const llmSrec = wrong === undefined ? undefined : { ...manifest.llmSrec, ...wrong };
    const path = await changed(`manifest ${name}`, {}, llmSrec).then((written) => written);
    if (wrong === undefined) {
      const text = JSON.parse(await readFile(join(path, "manifest.json"), "utf8")) as Record<string, unknown>;
      delete text["llmSrec"];
      await writeFile(join(path, "manifest.json"), JSON.stringify(text));
    }
    await expect(openArtifact(path)).rejects.toMatchObject({
      code: "ARTIFACT_CORRUPT",
      message: `Cannot open artifact "${path}": manifest.json ${message}${name === "sizes" ? ": llmWidth, teacherWidth, itemWidth, hiddenWidth, vectorWidth" : ""}`,
    });
  });

  test("is refused in one line when a file is altered, missing, or of another model, and no process stays", async () => {
    const pool = openInferencePool({ memoryMb: 4096, threads: 1, log: silentLog });
    const open = (artifactFolder: string) => pool.open({ key: artifactFolder, artifactFolder, checksum: null });
    const altered = await changed("altered", {});
    const weights = await readFile(join(altered, "weights.bin"));
    weights[5000]! ^= 1;
    await writeFile(join(altered, "weights.bin"), weights);
    await expect(open(altered)).rejects.toMatchObject({
      code: "ARTIFACT_CORRUPT",
      message: expect.stringMatching(/^Cannot open artifact ".*": weights.bin has checksum \w+, \w+ is wanted$/),
    });
    await rm(join(altered, "weights.bin"));
    await expect(open(altered)).rejects.toMatchObject({ message: expect.stringMatching(/: weights.bin is missing$/) });
    const titles = await changed("titles", { "titles.json": new TextEncoder().encode('["one"]') });
    await expect(open(titles)).rejects.toMatchObject({
      code: "ARTIFACT_CORRUPT",
      message: `Cannot open artifact "${titles}": titles.json is no list of 30 titles`,
    });
    const tokenizer = await changed("tokenizer", { "tokenizer.json": new TextEncoder().encode("{") });
    await expect(open(tokenizer)).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    await pool.close();
  });
});
