/** Names within a layer. */
const IN_LAYER: Readonly<Record<string, string>> = {
  attentionNorm: "input_layernorm.weight",
  query: "self_attn.q_proj.weight",
  key: "self_attn.k_proj.weight",
  value: "self_attn.v_proj.weight",
  output: "self_attn.o_proj.weight",
  queryBias: "self_attn.q_proj.bias",
  keyBias: "self_attn.k_proj.bias",
  valueBias: "self_attn.v_proj.bias",
  outputBias: "self_attn.o_proj.bias",
  queryNorm: "self_attn.q_norm.weight",
  keyNorm: "self_attn.k_norm.weight",
  feedForwardNorm: "post_attention_layernorm.weight",
  gate: "mlp.gate_proj.weight",
  up: "mlp.up_proj.weight",
  down: "mlp.down_proj.weight",
};
const OUTSIDE: Readonly<Record<string, string>> = {
  embedding: "model.embed_tokens.weight",
  norm: "model.norm.weight",
  head: "lm_head.weight",
};

/** What Hugging Face's checkpoints call one of the tensors of `llmTensorShapes`. */
export function huggingFaceName(tensor: string): string {
  const [, layer, name] = /^layer(\d+)\.(\w+)$/.exec(tensor) ?? [];
  const known = layer === undefined ? OUTSIDE[tensor] : IN_LAYER[name ?? ""];
  if (known === undefined) throw new RangeError(`Cannot name tensor "${tensor}": no decoder has it`);
  return layer === undefined ? known : `model.layers.${layer}.${known}`;
}
