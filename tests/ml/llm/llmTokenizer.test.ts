import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { ggufTokenizer } from "../../../src/ml/llm/gguf/ggufTokenizer.js";
import { openTokenizer } from "../../../src/ml/llm/llmTokenizer.js";
import { openCheckpoint } from "../../../src/ml/llm/openCheckpoint.js";
import { MODELS, testOnModels } from "./harness/modelsFolder.js";

interface TokenizerGolden {
  readonly encodings: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly idsWithoutSpecialTokens: number[];
    readonly decoded: string;
    readonly decodedSkippingSpecialTokens: string;
  }[];
  readonly decodePartial: readonly { readonly ids: number[]; readonly decoded: string }[];
}

const FIXTURES = join(import.meta.dirname, "fixtures");
const FILE = join(FIXTURES, "tokenizer", "tokenizer.json");
const golden = JSON.parse(readFileSync(join(FIXTURES, "tokenizer", "golden.json"), "utf8")) as TokenizerGolden;
const SMOL = "SmolLM2-135M-Instruct";

describe("openTokenizer()", () => {
  const tokenizer = openTokenizer(FILE, readFileSync(FILE, "utf8"));

  test.each(golden.encodings)("encodes and decodes $text as the Rust package does", (each) => {
    expect(tokenizer.encode(each.text)).toEqual(each.ids);
    expect(tokenizer.encode(each.text, false)).toEqual(each.idsWithoutSpecialTokens);
    expect(tokenizer.decode(each.ids)).toBe(each.decoded);
    expect(tokenizer.decode(each.ids, { skipSpecialTokens: true })).toBe(each.decodedSkippingSpecialTokens);
  });

  test("decodes bytes that are no whole character to U+FFFD", () => {
    for (const { ids, decoded } of golden.decodePartial) expect(tokenizer.decode(ids)).toBe(decoded);
  });

  test("knows its tokens by their names", () => {
    expect(tokenizer.idOf("<item_emb>")).toBe(383);
    expect(tokenizer.idOf("no such token")).toBeUndefined();
  });

  test("refuses a file that describes none", () => {
    expect(() => openTokenizer("t.json", "{")).toThrow('Cannot open language model "t.json": it is not JSON');
    expect(() => openTokenizer("t.json", "{}")).toThrow("it describes no tokenizer that is supported");
  });
});

describe("the tokenizer in a GGUF file", () => {
  test("gives the same ids as tokenizer.json", async () => {
    const checkpoint = await openCheckpoint(join(FIXTURES, "llama.Q4_0.gguf"));
    const tokenizer = await checkpoint.tokenizer();
    await checkpoint.close();
    for (const { text, ids, idsWithoutSpecialTokens, decoded } of golden.encodings) {
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.encode(text, false)).toEqual(idsWithoutSpecialTokens);
      expect(tokenizer.decode(ids)).toBe(decoded);
    }
  });

  test.each([
    ["llama-bpe", ["12", "3"]],
    ["qwen2", ["1", "2", "3"]],
    ["smollm", ["1", "2", "3"]],
    ["gpt-2", ["12", "3"]],
  ])("cuts digits as %s does", (pre, pieces) => {
    const tokens = ["1", "2", "3", "12", "!"];
    const metadata = {
      "tokenizer.ggml.model": "gpt2",
      "tokenizer.ggml.pre": pre,
      "tokenizer.ggml.tokens": tokens,
      "tokenizer.ggml.merges": ["1 2"],
    };
    const tokenizer = openTokenizer("f.gguf", JSON.stringify(ggufTokenizer("f.gguf", metadata)));
    expect(tokenizer.encode("123!").map((id) => tokens[id])).toEqual([...pieces, "!"]);
  });

  test("is refused where it is of another kind", () => {
    const other = { "tokenizer.ggml.model": "llama" };
    expect(() => ggufTokenizer("f.gguf", other)).toThrow(
      'its tokenizer.ggml.model is "llama", one of "gpt2" is wanted',
    );
    const cut = { "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "tekken" };
    expect(() => ggufTokenizer("f.gguf", cut)).toThrow('its tokenizer.ggml.pre is "tekken", one of "llama-bpe"');
  });

  testOnModels(SMOL)("of SmolLM2 gives the ids that transformers gives, as its tokenizer.json does", async () => {
    const folder = join(MODELS, SMOL);
    const { texts } = JSON.parse(readFileSync(join(folder, "golden.json"), "utf8")) as {
      readonly texts: readonly { readonly text: string; readonly ids: number[] }[];
    };
    const checkpoint = await openCheckpoint(folder);
    const ofFile = await checkpoint.tokenizer();
    await checkpoint.close();
    const path = join(folder, "tokenizer.json");
    const ofJson = openTokenizer(path, readFileSync(path, "utf8"));
    for (const { text, ids } of texts) {
      expect(ofFile.encode(text)).toEqual(ids);
      expect(ofJson.encode(text)).toEqual(ids);
    }
  });
});
