import { ConfigFields } from "./configFields.js";
import { languageModelFault } from "./languageModelFault.js";
import { checkLlmConfig } from "./checkLlmConfig.js";
import type { LlmArchitecture, LlmConfig } from "./llmConfig.js";
import { rotaryFrequencies, type RotaryScaling } from "./rotaryFrequencies.js";

/** What `architectures` calls them. */
const ARCHITECTURES: Readonly<Record<string, LlmArchitecture>> = {
  LlamaForCausalLM: "llama",
  Qwen2ForCausalLM: "qwen2",
  Qwen3ForCausalLM: "qwen3",
};
/** Of files that were written before the field was. */
const DEFAULT_ROTARY_BASE = 10_000;

/**
 * Reads a Hugging Face `config.json`, in the form before transformers 5 (`rope_theta`, `rope_scaling`) or since
 * (`rope_parameters`).
 *
 * @param path Of the file, for messages.
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if it is no such file, or of a model that is not supported.
 */
export function parseLlmConfig(path: string, text: string): LlmConfig {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) throw new RangeError("it is not an object");
    return configOf(new ConfigFields(value as Record<string, unknown>));
  } catch (error) {
    const state = error instanceof SyntaxError ? "it is not JSON" : (error as Error).message;
    throw languageModelFault(path, state, error);
  }
}

function configOf(fields: ConfigFields): LlmConfig {
  const architecture = architectureOf(fields);
  refuseUnsupported(fields);
  const width = fields.count("hidden_size");
  const heads = fields.count("num_attention_heads");
  const headWidth = fields.count("head_dim", width / heads);
  const hasBias = architecture === "qwen2" || fields.flag("attention_bias");
  return checkLlmConfig({
    architecture,
    layers: fields.count("num_hidden_layers"),
    width,
    heads,
    keyValueHeads: fields.count("num_key_value_heads", heads),
    headWidth,
    hiddenWidth: fields.count("intermediate_size"),
    vocabulary: fields.count("vocab_size"),
    normEpsilon: fields.positive("rms_norm_eps"),
    rotaryFrequencies: rotaryFrequencies(headWidth, rotaryBase(fields), rotaryScaling(fields)),
    hasAttentionBias: hasBias,
    hasOutputBias: hasBias && architecture !== "qwen2",
    hasQueryKeyNorm: architecture === "qwen3",
    isTied: fields.flag("tie_word_embeddings"),
    contextLength: fields.count("max_position_embeddings"),
  });
}

function architectureOf(fields: ConfigFields): LlmArchitecture {
  const named = fields.raw("architectures");
  const [name] = Array.isArray(named) ? (named as unknown[]) : [];
  const architecture = typeof name === "string" && Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined;
  if (architecture) return architecture;
  const known = Object.keys(ARCHITECTURES).join(", ");
  throw new RangeError(`architecture ${JSON.stringify(name ?? null)} is not supported, one of ${known} is wanted`);
}

/** What would be computed wrongly without a word, were it passed over. */
function refuseUnsupported(fields: ConfigFields): void {
  fields.refuseOther("hidden_act", "silu");
  fields.refuseOther("mlp_bias", false);
  fields.refuseOther("use_sliding_window", false);
  fields.refuseOther("quantization_config", undefined);
  const kinds = fields.raw("layer_types");
  if (Array.isArray(kinds) && kinds.some((kind) => kind !== "full_attention")) {
    throw fields.fault("layer_types", `"full_attention" alone`);
  }
}

/** The newer form keeps base and scaling in one object; its fields have the same names. */
function rotaryFields(fields: ConfigFields): ConfigFields {
  return fields.fields(fields.raw("rope_parameters") === undefined ? "rope_scaling" : "rope_parameters");
}

function rotaryBase(fields: ConfigFields): number {
  const own = rotaryFields(fields);
  return own.raw("rope_theta") === undefined
    ? fields.positive("rope_theta", DEFAULT_ROTARY_BASE)
    : own.positive("rope_theta");
}

function rotaryScaling(fields: ConfigFields): RotaryScaling {
  const own = rotaryFields(fields);
  own.refuseOther("partial_rotary_factor", 1);
  fields.refuseOther("partial_rotary_factor", 1);
  const kindField = own.raw("rope_type") === undefined ? "type" : "rope_type";
  switch (own.raw(kindField)) {
    case undefined:
    case "default":
      return { kind: "none" };
    case "linear":
      return { kind: "linear", factor: own.positive("factor") };
    case "llama3":
      return {
        kind: "llama3",
        factor: own.positive("factor"),
        lowFrequencyFactor: own.positive("low_freq_factor"),
        highFrequencyFactor: own.positive("high_freq_factor"),
        originalPositions: own.count("original_max_position_embeddings"),
      };
    default:
      throw own.fault(kindField, `"default", "linear" or "llama3"`);
  }
}
