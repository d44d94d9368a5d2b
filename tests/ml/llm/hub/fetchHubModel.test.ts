import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { fetchHubModel } from "../../../../src/ml/llm/hub/fetchHubModel.js";
import type { HubOptions, HubProgress } from "../../../../src/ml/llm/hub/hubOptions.js";
import { openCheckpoint } from "../../../../src/ml/llm/openCheckpoint.js";
import { type LocalHub, startLocalHub } from "../harness/localHub.js";
import { writeTinyModel } from "../harness/tinyModel.js";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const NAME = "maker/model";

let cache: string;
let files: Record<string, Buffer>;
let hub: LocalHub;
let options: HubOptions;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "sequitur-hub-"));
  const source = join(cache, "source");
  await writeTinyModel(source);
  files = { "README.md": Buffer.from("not wanted") };
  for (const name of await readdir(source)) files[name] = await readFile(join(source, name));
  hub = await startLocalHub(files, COMMIT);
  options = { cacheFolder: cache, endpoint: hub.endpoint, token: null, isOffline: false };
});
afterEach(async () => {
  await hub.close();
  await rm(cache, { recursive: true });
});

const refusal = (name: string, more: Partial<HubOptions> = {}) =>
  fetchHubModel(name, { ...options, ...more }).then(
    () => "not refused",
    (error: unknown) => `${(error as { code: string }).code} ${(error as Error).message.replace(hub.endpoint, "HUB")}`,
  );

describe("fetchHubModel()", () => {
  test("brings what makes the model, which can then be opened, and nothing else", async () => {
    const folder = await fetchHubModel(NAME, { ...options, endpoint: `${hub.endpoint}/` });
    expect((await readdir(folder)).toSorted()).toEqual(["config.json", "model.safetensors"]);
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint.config.layers).toBe(2);
    await checkpoint.close();
  });

  test("tells how far it is, to the last byte", async () => {
    const told: HubProgress[] = [];
    await fetchHubModel(NAME, { ...options, onProgress: (progress) => told.push(progress) });
    const total = files["config.json"]!.length + files["model.safetensors"]!.length;
    expect(told.at(-1)).toEqual({ file: "model.safetensors", bytes: total, totalBytes: total });
  });

  test("downloads nothing twice, and asks nobody when offline", async () => {
    const folder = await fetchHubModel(NAME, options);
    const downloads = hub.downloads.length;
    expect(await fetchHubModel(NAME, options)).toBe(folder);
    expect(hub.downloads).toHaveLength(downloads);
    await hub.close();
    expect(await fetchHubModel(NAME, { ...options, isOffline: true })).toBe(folder);
  });

  test("goes on at the byte where it was broken off", async () => {
    hub.faults.breakAfter = 10; // of config.json, the first to come
    expect(await refusal(NAME)).toMatch(/^LANGUAGE_MODEL_UNUSABLE Cannot download/);
    const folder = join(cache, "maker--model", COMMIT);
    const { size } = await stat(join(folder, "config.json.partial"));
    expect(size).toBe(10);
    expect(await refusal(NAME, { isOffline: true })).toMatch(/^UNKNOWN_LANGUAGE_MODEL/);
    hub.downloads.length = 0;
    await fetchHubModel(NAME, options);
    expect(hub.downloads[0]).toBe(`config.json bytes=10-${files["config.json"]!.length - 1}`);
    expect(await readFile(join(folder, "config.json"))).toEqual(files["config.json"]);
  });

  test("keeps nothing that is not what the hub promised", async () => {
    hub.faults.isCorrupt = true;
    expect(await refusal(NAME)).toMatch(/^LANGUAGE_MODEL_UNUSABLE Cannot download "config.json" of "maker\/model": its checksum is [0-9a-f]{40}, [0-9a-f]{40} is wanted$/); // prettier-ignore
    expect(await readdir(join(cache, "maker--model", COMMIT))).toEqual([]);
    delete hub.faults.isCorrupt;
    await fetchHubModel(NAME, options);
  });

  test("sends its token, and says what to do where there is none", async () => {
    await fetchHubModel(NAME, { ...options, token: "hf_secret" });
    expect(new Set(hub.tokens)).toEqual(new Set(["Bearer hf_secret"]));
    hub.faults.status = 401;
    expect(await refusal(NAME)).toBe('UNKNOWN_LANGUAGE_MODEL Cannot download language model "maker/model": the hub answers 401: there is none of this name, or HF_TOKEN must be that of somebody who may read it'); // prettier-ignore
    expect(await refusal(NAME, { token: "secret" })).toBe('BAD_CONFIG Cannot use HF_TOKEN: it does not start with "hf_"'); // prettier-ignore
  });

  test("says in one line that there is no such model, or no hub", async () => {
    expect(await refusal("maker/other")).toBe('UNKNOWN_LANGUAGE_MODEL Cannot download language model "maker/other": the hub at HUB has none of this name'); // prettier-ignore
    hub.faults.status = 500;
    expect(await refusal(NAME)).toBe('LANGUAGE_MODEL_UNUSABLE Cannot download language model "maker/model": the hub at HUB answers 500'); // prettier-ignore
    await hub.close();
    expect(await refusal(NAME)).toMatch(/^LANGUAGE_MODEL_UNUSABLE .+: the hub at HUB does not answer as it should/);
    expect(await refusal(NAME, { isOffline: true })).toMatch(
      /^UNKNOWN_LANGUAGE_MODEL .+ HF_HUB_OFFLINE forbids to ask/,
    );
  });

  test("ends when it is cancelled", async () => {
    expect(await refusal(NAME, { signal: AbortSignal.abort() })).toBe('CANCELLED Cannot download language model "maker/model": it was cancelled'); // prettier-ignore
  });

  test.each(["model", "../maker/model", "maker/model/../../x.gguf", "maker/model/config.json", "a/b/c/d", "a/b@../c"])(
    "refuses the name %j",
    async (name) => {
      expect(await refusal(name)).toMatch(/^BAD_INPUT Cannot look for language model/);
      expect(hub.tokens).toEqual([]);
    },
  );
});

describe("fetchHubModel() of a repository of GGUF files", () => {
  test("brings the one that is named, and asks for a name where there are several", async () => {
    const gguf = await readFile(join(import.meta.dirname, "..", "fixtures", "llama.Q4_0.gguf"));
    const several = await startLocalHub({ "a.Q4_0.gguf": gguf, "a.Q8_0.gguf": Buffer.from("another") }, COMMIT);
    const ofSeveral = { ...options, endpoint: several.endpoint };
    expect(await refusal(NAME, ofSeveral)).toBe('LANGUAGE_MODEL_UNUSABLE Cannot use "maker/model" of the hub: it has 2 .gguf files, name one of them'); // prettier-ignore
    expect(await refusal(`${NAME}/b.gguf`, ofSeveral)).toMatch('it has no file "b.gguf"');
    const path = await fetchHubModel(`${NAME}/a.Q4_0.gguf@main`, ofSeveral);
    await several.close();
    const checkpoint = await openCheckpoint(path);
    expect(checkpoint.config.width).toBe(64);
    await checkpoint.close();
    expect(await fetchHubModel(`${NAME}/a.Q4_0.gguf`, { ...ofSeveral, isOffline: true })).toBe(path);
  });
});
