import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { readLlmWeights } from "../../../src/ml/llm/readLlmWeights.js";
import { TINY_CONFIG, tinyTensors, writeTinyModel } from "./harness/tinyModel.js";
import { writeSafetensors } from "./harness/writeSafetensors.js";

const GGUF = join(import.meta.dirname, "fixtures", "llama.Q4_0.gguf");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sequitur-llm-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** The code and the message with which opening is refused, without the folder's path. */
async function refusal(path = folder): Promise<string> {
  try {
    await (await openCheckpoint(path)).close();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message.replaceAll(folder, "FOLDER").replaceAll(GGUF, "GGUF")}`;
  }
  return "not refused";
}

/** What is wrong with the model in the folder; everything else is said alike. */
async function fault(path = folder): Promise<string> {
  const told = await refusal(path);
  expect(told).toMatch(/^LANGUAGE_MODEL_UNUSABLE Cannot open language model "/);
  expect(told).not.toContain("\n");
  return told.replace("LANGUAGE_MODEL_UNUSABLE Cannot open language model ", "");
}

async function shard(): Promise<void> {
  const entries = Object.entries(tinyTensors());
  const half = entries.length / 2;
  const parts = { "a.safetensors": entries.slice(0, half), "b.safetensors": entries.slice(half) };
  const map: Record<string, string> = {};
  await rm(join(folder, "model.safetensors"));
  for (const [file, tensors] of Object.entries(parts)) {
    await writeSafetensors(join(folder, file), Object.fromEntries(tensors));
    for (const [name] of tensors) map[name] = file;
  }
  await writeFile(join(folder, "model.safetensors.index.json"), JSON.stringify({ weight_map: map }));
}

describe("openCheckpoint() of a folder", () => {
  beforeEach(() => writeTinyModel(folder));

  test("reads the configuration and every weight", async () => {
    const checkpoint = await openCheckpoint(folder);
    const weights = await readLlmWeights(checkpoint);
    const written = tinyTensors();
    expect(checkpoint.config).toMatchObject({ layers: 2, width: 8, heads: 4, keyValueHeads: 2, headWidth: 4 });
    expect(Object.keys(weights)).toHaveLength(Object.keys(written).length);
    expect(weights["layer1.down"]).toEqual(written["model.layers.1.mlp.down_proj.weight"]);
    expect(weights["head"]).toEqual(written["lm_head.weight"]);
    await checkpoint.close();
  });

  test("reads the same from shards, and from any rows of a tensor", async () => {
    await shard();
    const checkpoint = await openCheckpoint(folder);
    const { data } = tinyTensors()["model.layers.1.mlp.down_proj.weight"]!;
    expect(await checkpoint.tensor("layer1.down").readRows(2, 5)).toEqual(data.subarray(2 * 12, 5 * 12));
    await checkpoint.close();
  });

  test("widens F16 and BF16", async () => {
    const tensors = {
      ...tinyTensors(),
      "model.norm.weight": { dtype: "BF16", shape: [8], data: new Uint16Array(8).fill(0xc0a0) },
      "model.layers.0.input_layernorm.weight": { dtype: "F16", shape: [8], data: new Uint16Array(8).fill(0x3555) },
    };
    await writeTinyModel(folder, tensors);
    const checkpoint = await openCheckpoint(folder);
    expect((await checkpoint.tensor("norm").readRows(0, 1))[0]).toBe(-5);
    expect((await checkpoint.tensor("layer0.attentionNorm").readRows(0, 1))[0]).toBe(0.333251953125);
    await checkpoint.close();
  });

  test("says that a shard is missing, by name", async () => {
    await shard();
    await rm(join(folder, "b.safetensors"));
    expect(await fault()).toBe('"FOLDER/b.safetensors": the file is missing');
  });

  test("says that a file is cut off, and where", async () => {
    await truncate(join(folder, "model.safetensors"), 3000);
    expect(await fault()).toMatch(/^"FOLDER\/model.safetensors": it is cut off: tensor ".+" ends at byte \d+, the file at 3000$/); // prettier-ignore
    await truncate(join(folder, "model.safetensors"), 300);
    expect(await fault()).toMatch(/^"FOLDER\/model.safetensors": it ends at byte 300, \d+ are wanted$/);
    await truncate(join(folder, "model.safetensors"), 0);
    expect(await fault()).toBe('"FOLDER/model.safetensors": it ends at byte 0, 8 are wanted');
  });

  test("says which tensor is missing, of another shape, or of a type that is not supported", async () => {
    const name = "model.layers.1.self_attn.k_proj.weight";
    const { [name]: key, ...others } = tinyTensors();
    await writeTinyModel(folder, others);
    expect(await fault()).toBe(`"FOLDER/model.safetensors": tensor "${name}" is missing`);
    await writeTinyModel(folder, { ...others, [name]: { ...key!, shape: [4, 16] } });
    expect(await fault()).toBe('"FOLDER": tensor "layer1.key" has shape [4, 16], its configuration wants [8, 8]');
    await writeTinyModel(folder, { ...others, [name]: { dtype: "F64", shape: [8, 8], data: new Float64Array(64) } });
    expect(await fault()).toBe(`"FOLDER/model.safetensors": tensor "${name}" is of type F64, one of F32, F16, BF16 is wanted`); // prettier-ignore
    await writeTinyModel(folder, { ...others, [name]: { shape: [8, 8], data: new Float32Array(63) } });
    expect(await fault()).toBe(`"FOLDER/model.safetensors": tensor "${name}" has 252 bytes, its shape wants 256`);
  });

  test("says that a file is none of tensors", async () => {
    await writeFile(join(folder, "model.safetensors"), "<!doctype html> not found");
    expect(await fault()).toBe('"FOLDER/model.safetensors": it does not begin as a safetensors file does');
    await writeFile(join(folder, "model.safetensors"), Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x62, 0x63]));
    expect(await fault()).toBe('"FOLDER/model.safetensors": its header is not JSON');
  });

  test("does not follow an index out of the folder", async () => {
    const index = { weight_map: { "lm_head.weight": "../secret.safetensors" } };
    await writeFile(join(folder, "model.safetensors.index.json"), JSON.stringify(index));
    expect(await fault()).toBe('"FOLDER/model.safetensors.index.json": tensor "lm_head.weight" is in "../secret.safetensors", a plain file name is wanted'); // prettier-ignore
  });

  test("says which architectures there are", async () => {
    await writeTinyModel(folder, tinyTensors(), { ...TINY_CONFIG, architectures: ["MambaForCausalLM"] });
    expect(await fault()).toBe('"FOLDER/config.json": architecture "MambaForCausalLM" is not supported, one of LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM is wanted'); // prettier-ignore
  });

  test("says that there is no configuration, or no tokenizer, or neither weights nor anything", async () => {
    const checkpoint = await openCheckpoint(folder);
    await expect(checkpoint.tokenizer()).rejects.toMatchObject({ code: "LANGUAGE_MODEL_UNUSABLE", message: `Cannot open language model "${join(folder, "tokenizer.json")}": the file is missing` }); // prettier-ignore
    await checkpoint.close();
    await rm(join(folder, "config.json"));
    expect(await fault()).toBe('"FOLDER/config.json": the file is missing');
    await mkdir(join(folder, "empty"));
    expect(await fault(join(folder, "empty"))).toBe('"FOLDER/empty": it holds neither model.safetensors nor a .gguf file'); // prettier-ignore
    await writeFile(join(folder, "model.bin"), "");
    expect(await fault(join(folder, "model.bin"))).toBe('"FOLDER/model.bin": it is a file of another kind, a folder or a .gguf file is wanted'); // prettier-ignore
    expect(await refusal(join(folder, "absent"))).toBe('UNKNOWN_LANGUAGE_MODEL Cannot open language model "FOLDER/absent": there is no such file or folder'); // prettier-ignore
  });
});

describe("openCheckpoint() of a GGUF file", () => {
  const copy = async (change: (bytes: Buffer) => Buffer) => {
    const path = join(folder, "changed.gguf");
    await writeFile(path, change(await readFile(GGUF)));
    return path;
  };
  const replaced = (from: string, to: string) => (bytes: Buffer) =>
    Buffer.from(bytes.toString("latin1").replace(from, to), "latin1");

  test("reads the configuration and the shapes, also where the folder is named that holds it", async () => {
    await copy((bytes) => bytes);
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint.config).toMatchObject({ architecture: "llama", layers: 2, width: 64, headWidth: 24, isTied: false }); // prettier-ignore
    expect(checkpoint.config.normEpsilon).toBeCloseTo(1e-5, 9);
    expect(checkpoint.tensor("layer0.output").shape).toEqual([64, 96]);
    await checkpoint.close();
    await writeFile(join(folder, "another.gguf"), "");
    expect(await fault()).toBe('"FOLDER": it holds 2 .gguf files, name one of them: another.gguf');
  });

  test("says that it is cut off, in its head or in its tensors", async () => {
    const head = await copy((bytes) => bytes.subarray(0, 5000));
    expect(await fault(head)).toMatch(/^"FOLDER\/changed.gguf": it is cut off: its head ends after byte \d+, the file at 5000$/); // prettier-ignore
    const tensors = await copy((bytes) => bytes.subarray(0, -1));
    expect(await fault(tensors)).toBe('"FOLDER/changed.gguf": it is cut off: tensor "output.weight" ends at byte 79776, the file at 79775'); // prettier-ignore
  });

  test("says that it is none", async () => {
    const path = await copy(replaced("GGUF", "GGML"));
    expect(await fault(path)).toBe('"FOLDER/changed.gguf": it is not a GGUF file, or one of an unknown version');
  });

  test("says which architectures there are, and what is missing", async () => {
    const other = await copy(replaced("architecture\x08\0\0\0\x05\0\0\0\0\0\0\0llama", "architecture\x08\0\0\0\x05\0\0\0\0\0\0\0mamba")); // prettier-ignore
    expect(await fault(other)).toBe('"FOLDER/changed.gguf": architecture "mamba" is not supported, one of llama, qwen2, qwen3 is wanted'); // prettier-ignore
    const missing = await copy(replaced("blk.1.ffn_up.weight", "blk.1.ffn_xx.weight"));
    expect(await fault(missing)).toBe('"FOLDER/changed.gguf": tensor "blk.1.ffn_up.weight" is missing');
    const nameless = await copy(replaced("llama.embedding_length", "llama.embedding_lengxx"));
    expect(await fault(nameless)).toBe('"FOLDER/changed.gguf": "llama.embedding_length" is missing, a positive integer is wanted'); // prettier-ignore
  });
});
