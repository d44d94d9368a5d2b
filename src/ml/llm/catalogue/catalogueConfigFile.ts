import { BEGIN_ID } from "./catalogueTokenizer.js";
import type { CatalogueShape } from "./catalogueShape.js";

const HEAD_WIDTH = 32;
const NORM_EPSILON = 1e-5;
const ROTARY_BASE = 10_000;
/** Prompts are longer than the rows it is trained on; rotary positions go on beyond them. */
const CONTEXT_LENGTH = 1_024;

/** The `config.json` of a catalogue LM, in the form of Hugging Face's Llama. */
export function catalogueConfigFile(shape: CatalogueShape, vocabulary: number): string {
  return JSON.stringify(
    {
      architectures: ["LlamaForCausalLM"],
      model_type: "llama",
      hidden_act: "silu",
      hidden_size: shape.width,
      intermediate_size: shape.hiddenWidth,
      num_attention_heads: shape.heads,
      num_key_value_heads: shape.keyValueHeads,
      head_dim: HEAD_WIDTH,
      num_hidden_layers: shape.layers,
      vocab_size: vocabulary,
      rms_norm_eps: NORM_EPSILON,
      rope_theta: ROTARY_BASE,
      rope_scaling: null,
      attention_bias: false,
      mlp_bias: false,
      tie_word_embeddings: true,
      max_position_embeddings: CONTEXT_LENGTH,
      bos_token_id: BEGIN_ID,
      eos_token_id: BEGIN_ID,
      torch_dtype: "float32",
    },
    null,
    2,
  );
}
