import { languageModelFault } from "../languageModelFault.js";

/** How a text is cut before its bytes are merged, by what `tokenizer.ggml.pre` calls it. */
const SPLITS: Readonly<Record<string, readonly object[]>> = {
  "llama-bpe": [isolated(wordPattern("\\p{N}{1,3}")), byteLevel(false)],
  qwen2: [isolated(wordPattern("\\p{N}")), byteLevel(false)],
  smollm: [{ type: "Digits", individual_digits: true }, byteLevel(true)],
  "gpt-2": [byteLevel(true)],
  default: [byteLevel(true)],
};

/** These look a word up whole before they merge, and begin a text with the first token, whether or not the file says so. */
const LLAMA_3 = "llama-bpe";

/** As in `tokenizer.ggml.token_type`. */
const CONTROL = 3;
const USER_DEFINED = 4;

function wordPattern(digits: string): string {
  return [
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
    "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+",
    digits,
    " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*",
    "\\s*[\\r\\n]+",
    "\\s+(?!\\S)",
    "\\s+",
  ].join("|");
}

function isolated(pattern: string): object {
  return { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false };
}

function byteLevel(usesPattern: boolean): object {
  return { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: usesPattern };
}

/**
 * The tokenizer in a GGUF file's metadata, in the form of a `tokenizer.json`.
 *
 * @param path Of the file, for messages.
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` unless it is byte-level BPE, cut in one of the known ways.
 */
export function ggufTokenizer(path: string, metadata: Readonly<Record<string, unknown>>): object {
  const read = (name: string) => metadata[`tokenizer.ggml.${name}`];
  if (read("model") !== "gpt2") throw unsupported(path, "tokenizer.ggml.model", read("model"), ["gpt2"]);
  const cut = read("pre") ?? "default";
  const split = typeof cut === "string" && Object.hasOwn(SPLITS, cut) ? SPLITS[cut] : undefined;
  if (!split) throw unsupported(path, "tokenizer.ggml.pre", cut, Object.keys(SPLITS));
  const tokens = listOf<string>(path, "tokens", read("tokens"));
  const merges = listOf<string>(path, "merges", read("merges"));
  return {
    version: "1.0",
    added_tokens: addedTokens(tokens, read("token_type")),
    normalizer: cut === "qwen2" ? { type: "NFC" } : null,
    pre_tokenizer: { type: "Sequence", pretokenizers: split },
    post_processor: beginning(tokens, read("bos_token_id"), read("add_bos_token") ?? cut === LLAMA_3),
    decoder: byteLevel(true),
    model: {
      type: "BPE",
      ignore_merges: cut === LLAMA_3,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

function unsupported(path: string, field: string, value: unknown, known: readonly string[]): Error {
  const wanted = known.map((each) => JSON.stringify(each)).join(", ");
  return languageModelFault(path, `its ${field} is ${JSON.stringify(value ?? null)}, one of ${wanted} is wanted`);
}

function listOf<Element>(path: string, name: string, value: unknown): Element[] {
  if (!Array.isArray(value)) throw languageModelFault(path, `its tokenizer has no ${name}`);
  return value as Element[];
}

function addedTokens(tokens: readonly string[], types: unknown): object[] {
  if (!Array.isArray(types)) return [];
  return tokens.flatMap((content, id) => {
    const type: unknown = types[id];
    if (type !== CONTROL && type !== USER_DEFINED) return [];
    return [
      { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: type === CONTROL },
    ];
  });
}

/** Puts the first token before a text, if the model wants it. */
function beginning(tokens: readonly string[], id: unknown, isWanted: unknown): object | null {
  const token = typeof id === "number" ? tokens[id] : undefined;
  if (isWanted !== true || token === undefined) return null;
  const special = { SpecialToken: { id: token, type_id: 0 } };
  const [text, pair] = ["A", "B"].map((name, order) => ({ Sequence: { id: name, type_id: order } }));
  return {
    type: "TemplateProcessing",
    single: [special, text],
    pair: [special, text, special, pair],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
