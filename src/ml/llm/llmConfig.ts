/** The kinds of decoder that are known: Llama 2, 3 and SmolLM2; Qwen 2 and 2.5; Qwen 3. */
export const LLM_ARCHITECTURES = ["llama", "qwen2", "qwen3"] as const;

/** One of `LLM_ARCHITECTURES`. */
export type LlmArchitecture = (typeof LLM_ARCHITECTURES)[number];

/** The shape of a Llama-like decoder: all that its computation depends on besides the weights. */
export interface LlmConfig {
  readonly architecture: LlmArchitecture;
  /** Decoder layers that are computed: the first ones, where a budget cuts the model. */
  readonly layers: number;
  /** D, of the states. */
  readonly width: number;
  /** Query heads. */
  readonly heads: number;
  /** Key and value heads; divides `heads`. */
  readonly keyValueHeads: number;
  /** K, of a head; need not be `width / heads`. */
  readonly headWidth: number;
  /** Of the feed-forward layer. */
  readonly hiddenWidth: number;
  /** Rows of the embedding table, at least the tokenizer's ids. */
  readonly vocabulary: number;
  readonly normEpsilon: number;
  /** How fast pair i of a head turns, in radians a position: `headWidth / 2` numbers, with any scaling applied. */
  readonly rotaryFrequencies: readonly number[];
  /** Biases on queries, keys and values. */
  readonly hasAttentionBias: boolean;
  /** A bias on the attention's output. */
  readonly hasOutputBias: boolean;
  /** Each head's query and key are normalised before they are rotated. */
  readonly hasQueryKeyNorm: boolean;
  /** The output embeddings are the input embeddings. */
  readonly isTied: boolean;
  /** Positions that the model was trained on. */
  readonly contextLength: number;
}
