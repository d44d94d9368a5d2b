/** Names within a layer. */
const IN_LAYER: Readonly<Record<string, string>> = {
  attentionNorm: "attn_norm.weight",
  query: "attn_q.weight",
  key: "attn_k.weight",
  value: "attn_v.weight",
  output: "attn_output.weight",
  queryBias: "attn_q.bias",
  keyBias: "attn_k.bias",
  valueBias: "attn_v.bias",
  outputBias: "attn_output.bias",
  queryNorm: "attn_q_norm.weight",
  keyNorm: "attn_k_norm.weight",
  feedForwardNorm: "ffn_norm.weight",
  gate: "ffn_gate.weight",
  up: "ffn_up.weight",
  down: "ffn_down.weight",
};
const OUTSIDE: Readonly<Record<string, string>> = {
  embedding: "token_embd.weight",
  norm: "output_norm.weight",
  head: "output.weight",
};

/** What GGUF files call one of the tensors of `llmTensorShapes`. */
export function ggufName(tensor: string): string {
  const [, layer, name] = /^layer(\d+)\.(\w+)$/.exec(tensor) ?? [];
  const known = layer === undefined ? OUTSIDE[tensor] : IN_LAYER[name ?? ""];
  if (known === undefined) throw new RangeError(`Cannot name tensor "${tensor}": no decoder has it`);
  return layer === undefined ? known : `blk.${layer}.${known}`;
}
