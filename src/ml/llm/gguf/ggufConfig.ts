import { checkLlmConfig } from "../checkLlmConfig.js";
import { ConfigFields } from "../configFields.js";
import { LLM_ARCHITECTURES, type LlmArchitecture, type LlmConfig } from "../llmConfig.js";
import { rotaryFrequencies, type RotaryScaling } from "../rotaryFrequencies.js";
import type { GgufFile } from "./ggufFile.js";

/** As llama.cpp, where the file does not say. */
const DEFAULT_ROTARY_BASE = 10_000;
/** Llama 3's slowing of the pairs, worked out by whoever wrote the file. */
const PAIR_FACTORS = "rope_freqs.weight";

/**
 * The configuration that a GGUF file's metadata and tensors say.
 *
 * @throws {RangeError} If a field is missing or malformed, or the model is not supported.
 */
export async function ggufConfig(file: GgufFile): Promise<LlmConfig> {
  const general = new ConfigFields(file.metadata);
  const architecture = architectureOf(general);
  const fields = new ConfigFields(file.metadata, `${architecture}.`);
  if (general.raw("split.count") !== undefined) general.refuseOther("split.count", 1);
  fields.refuseOther("expert_count", 0);
  const width = fields.count("embedding_length");
  const heads = fields.count("attention.head_count");
  const headWidth = fields.count("attention.key_length", width / heads);
  fields.refuseOther("attention.value_length", headWidth);
  fields.refuseOther("rope.dimension_count", headWidth);
  return checkLlmConfig({
    architecture,
    layers: fields.count("block_count"),
    width,
    heads,
    keyValueHeads: fields.count("attention.head_count_kv", heads),
    headWidth,
    hiddenWidth: fields.count("feed_forward_length"),
    vocabulary: file.tensor("token_embd.weight").shape[0] ?? 0,
    normEpsilon: fields.positive("attention.layer_norm_rms_epsilon"),
    rotaryFrequencies: rotaryFrequencies(
      headWidth,
      fields.positive("rope.freq_base", DEFAULT_ROTARY_BASE),
      await rotaryScaling(file, fields),
    ),
    hasAttentionBias: file.has("blk.0.attn_q.bias"),
    hasOutputBias: file.has("blk.0.attn_output.bias"),
    hasQueryKeyNorm: file.has("blk.0.attn_q_norm.weight"),
    isTied: !file.has("output.weight"),
    contextLength: fields.count("context_length"),
  });
}

function architectureOf(general: ConfigFields): LlmArchitecture {
  const name = general.raw("general.architecture");
  const known = LLM_ARCHITECTURES.find((each) => each === name);
  if (known) return known;
  throw new RangeError(
    `architecture ${JSON.stringify(name ?? null)} is not supported, one of ${LLM_ARCHITECTURES.join(", ")} is wanted`,
  );
}

async function rotaryScaling(file: GgufFile, fields: ConfigFields): Promise<RotaryScaling> {
  if (file.has(PAIR_FACTORS)) {
    const factors = file.tensor(PAIR_FACTORS);
    return { kind: "perPair", factors: await factors.readRows(0, factors.shape[0] ?? 0) };
  }
  switch (fields.raw("rope.scaling.type")) {
    case undefined:
    case "none":
      return { kind: "none" };
    case "linear":
      return { kind: "linear", factor: fields.positive("rope.scaling.factor") };
    default:
      throw fields.fault("rope.scaling.type", `"none" or "linear"`);
  }
}
