import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { readConfig } from "../../src/config/config.js";
import { resolveLanguageModel } from "../../src/jobs/resolveLanguageModel.js";
import type { HubOptions } from "../../src/ml/index.js";
import { startLocalHub, type LocalHub } from "../ml/llm/harness/localHub.js";
import { writeTinyModel } from "../ml/llm/harness/tinyModel.js";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const TOKENIZER = fileURLToPath(new URL("../ml/llm/fixtures/tokenizer/tokenizer.json", import.meta.url));

let home: string;
let model: string;
let hub: LocalHub;
let environment: Readonly<Record<string, string>>;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sequitur-lm-"));
  model = join(home, "model");
  await writeTinyModel(model);
  await copyFile(TOKENIZER, join(model, "tokenizer.json"));
  const names = await readdir(model);
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(model, name))] as const));
  hub = await startLocalHub(Object.fromEntries(files), COMMIT);
  environment = { SEQUITUR_HOME: home, HF_ENDPOINT: hub.endpoint };
});
afterEach(async () => {
  await hub.close();
  await rm(home, { recursive: true });
});

const resolved = (
  name: string,
  settings: Readonly<Record<string, string>> = {},
  { layers = null, ...more }: Partial<HubOptions> & { readonly layers?: number | null } = {},
) => resolveLanguageModel(name, { hub: { ...readConfig({ ...environment, ...settings }).hub, ...more }, layers });

const refusal = (...given: Parameters<typeof resolved>) =>
  resolved(...given).then(
    () => "not refused",
    (error: unknown) => `${(error as { code: string }).code} ${(error as Error).message}`,
  );

describe("resolveLanguageModel()", () => {
  test("takes what lies at a path, asks nobody, makes paths absolute, and calls it by its last part", async () => {
    expect(await resolved(model)).toEqual({ path: model, name: "model" });
    expect(await resolved(relative(process.cwd(), model))).toEqual({ path: model, name: "model" });
    expect(hub.tokens).toEqual([]);
  });

  test("leaves the catalogue's own model to the training", async () => {
    expect(await resolved("catalogue")).toEqual({ path: null, name: "catalogue" });
  });

  test("fetches a name into the home, and tells how far it is", async () => {
    const told: number[] = [];
    const found = await resolved(
      "maker/model",
      { HF_TOKEN: "hf_secret" },
      { onProgress: ({ bytes }) => told.push(bytes) },
    );
    expect(found).toEqual({ path: join(home, "models", "maker--model", COMMIT), name: "maker/model" });
    expect(new Set(hub.tokens)).toEqual(new Set(["Bearer hf_secret"]));
    expect(told.length).toBeGreaterThan(0);
    await hub.close();
    expect(await resolved("maker/model", { HF_HUB_OFFLINE: "1" })).toEqual(found);
    expect(await refusal("maker/model@main", { HF_HUB_OFFLINE: "1", HF_HOME: home })).toMatch(
      /^UNKNOWN_LANGUAGE_MODEL /,
    );
  });

  test("says in one line that there is no such model, or that it cannot be used", async () => {
    expect(await refusal(join(home, "nowhere"))).toBe(
      `UNKNOWN_LANGUAGE_MODEL Cannot find language model "${join(home, "nowhere")}": a folder with a model, a .gguf file, "owner/name" of the hub, or "catalogue" is wanted`,
    );
    expect(await refusal("maker/other")).toMatch(/^UNKNOWN_LANGUAGE_MODEL .* has none of this name$/);
    expect(await refusal("maker/model", { HF_TOKEN: "secret" })).toBe(
      'BAD_CONFIG Cannot use HF_TOKEN: it does not start with "hf_"',
    );
    expect(await refusal(model, {}, { layers: 3 })).toBe(
      `BAD_INPUT Cannot use 3 layers of language model "model": it has 2`,
    );
    await writeFile(join(model, "tokenizer.json"), "{}");
    expect(await refusal(model)).toMatch(/^LANGUAGE_MODEL_UNUSABLE Cannot open language model/);
    await writeFile(join(model, "model.safetensors"), "short");
    expect(await refusal(model)).toMatch(/^LANGUAGE_MODEL_UNUSABLE Cannot open language model/);
  });

  test("ends when it is cancelled", async () => {
    expect(await refusal("maker/model", {}, { signal: AbortSignal.abort() })).toMatch(/^CANCELLED /);
  });
});
