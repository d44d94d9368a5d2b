import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { parseLlmConfig } from "../../../src/ml/llm/parseLlmConfig.js";
import { largestDifference } from "./harness/largestDifference.js";
import { MODELS, testOnModels } from "./harness/modelsFolder.js";
import { type Golden, readGolden } from "./harness/readGolden.js";
import { TINY_CONFIG } from "./harness/tinyModel.js";

const parse = (config: object) => parseLlmConfig("config.json", JSON.stringify({ ...TINY_CONFIG, ...config }));
const LLAMA_3 = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 64 };

describe("parseLlmConfig()", () => {
  test("reads the form before transformers 5 and the form since alike", () => {
    const theta = { rope_theta: 500_000 };
    const newForm = { rope_theta: undefined, rope_scaling: undefined };
    const before = parse({ ...theta, rope_scaling: { rope_type: "llama3", ...LLAMA_3 } });
    expect(parse({ ...theta, rope_scaling: { type: "llama3", ...LLAMA_3 } })).toEqual(before);
    expect(parse({ ...newForm, rope_parameters: { ...theta, rope_type: "llama3", ...LLAMA_3 } })).toEqual(before);
    expect(parse({ ...newForm, rope_parameters: { ...theta, rope_type: "default" } })).toEqual(parse(theta));
    expect(before).not.toEqual(parse(theta));
  });

  test("knows what each architecture has of its own", () => {
    const qwen2 = { hasAttentionBias: true, hasOutputBias: false, hasQueryKeyNorm: false };
    const qwen3 = { hasAttentionBias: false, hasOutputBias: false, hasQueryKeyNorm: true };
    expect(parse({ architectures: ["Qwen2ForCausalLM"] })).toMatchObject(qwen2);
    expect(parse({ architectures: ["Qwen3ForCausalLM"] })).toMatchObject(qwen3);
    expect(parse({ attention_bias: true })).toMatchObject({ hasAttentionBias: true, hasOutputBias: true });
    expect(parse({})).toMatchObject({ hasAttentionBias: false, hasQueryKeyNorm: false });
  });

  test("fills in what older files leave out", () => {
    const older = parse({ head_dim: undefined, num_key_value_heads: undefined, rope_theta: undefined });
    expect(older).toMatchObject({ headWidth: 2, keyValueHeads: 4, isTied: false });
    expect(older.rotaryFrequencies).toEqual([1]);
  });

  test.each([
    [{ architectures: [] }, "architecture null is not supported"],
    [{ hidden_act: "gelu" }, '"hidden_act" is "gelu", "silu", which alone is supported, is wanted'],
    [{ rope_scaling: { rope_type: "yarn", factor: 4 } }, '"rope_type" is "yarn", "default", "linear" or "llama3" is wanted'], // prettier-ignore
    [{ rope_scaling: { rope_type: "linear" } }, '"factor" is missing, a number above 0 is wanted'],
    [{ use_sliding_window: true }, '"use_sliding_window" is true'],
    [{ layer_types: ["full_attention", "sliding_attention"] }, '"layer_types" is'],
    [{ quantization_config: { quant_method: "gptq" } }, '"quantization_config" is {"quant_method":"gptq"}'],
    [{ hidden_size: "8" }, '"hidden_size" is "8", a positive integer is wanted'],
    [{ num_key_value_heads: 3 }, "4 heads share 3 key/value heads: a divisor of the heads is wanted"],
    [{ head_dim: 3 }, "a head is 3 wide: an even width is wanted"],
  ])("refuses %j", (config, state) => {
    expect(() => parse(config)).toThrow(state);
  });

  test("refuses what is no object", () => {
    expect(() => parseLlmConfig("config.json", "[")).toThrow(
      'Cannot open language model "config.json": it is not JSON',
    );
    expect(() => parseLlmConfig("config.json", "null")).toThrow("it is not an object");
  });

  testOnModels("tiny").each(["llama", "llama-rope-llama3", "llama-rope-linear", "qwen2", "qwen3"])(
    "reads both forms of %s, and the rotation's frequencies that transformers has",
    (name) => {
      const folder = join(MODELS, "tiny", name);
      const read = (file: string) => parseLlmConfig(file, readFileSync(join(folder, file), "utf8"));
      expect(read("config.v5.json")).toEqual(read("config.json"));
      const { ropeInverseFrequencies } = readGolden(folder) as Golden;
      expect(largestDifference(read("config.json").rotaryFrequencies, ropeInverseFrequencies)).toBeLessThan(1e-7);
    },
  );
});
