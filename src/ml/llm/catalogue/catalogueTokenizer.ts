import { byteCharacters } from "./byteCharacters.js";
import { mergeBytePairs } from "./mergeBytePairs.js";

/** Stands before every text, and parts texts that follow each other. */
export const BEGIN_TOKEN = "<|begin_of_text|>";
/** Of the begin-token; bytes and merges follow. */
export const BEGIN_ID = 0;

/** How a text is cut before its bytes are merged: a word with its accents, one digit, a run of other signs, spaces. */
const WORD_PATTERN = "'(?:s|t|re|ve|m|ll|d)| ?[\\p{L}\\p{M}]+| ?\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** A vocabulary's least and greatest size. */
const SIZES = { least: 512, greatest: 4_096 };
/** Characters of different texts for each piece: as many as make most pieces frequent enough to be learned. */
const CHARACTERS_A_PIECE = 80;
const BYTES = 256;

/** A tokenizer, learned. */
export interface CatalogueTokenizer {
  /** Text of a Hugging Face `tokenizer.json`. */
  readonly file: string;
  /** How many tokens there are. */
  readonly vocabulary: number;
}

/**
 * Learns a byte-level BPE tokenizer: every text can be written in it, and comes back as it was.
 *
 * @param texts Different texts; the more there is of them, the larger the vocabulary.
 * @param prompts Are learned from too, and have no part in the size.
 */
export function catalogueTokenizer(texts: readonly string[], prompts: readonly string[]): CatalogueTokenizer {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const wanted = Math.floor(characters / CHARACTERS_A_PIECE);
  const size = Math.min(Math.max(wanted, SIZES.least), SIZES.greatest);
  const merges = mergeBytePairs(wordCounts([texts, prompts]), size - BYTES - 1);
  const pieces = byteCharacters();
  const mergeLines = merges.map(([left, right]) => {
    pieces.push(pieces[left]! + pieces[right]!);
    return `${pieces[left]!} ${pieces[right]!}`;
  });
  const tokens = [BEGIN_TOKEN, ...pieces];
  return { file: JSON.stringify(tokenizerFile(tokens, mergeLines)), vocabulary: tokens.length };
}

function wordCounts(groups: readonly (readonly string[])[]): Map<string, number> {
  const pattern = new RegExp(WORD_PATTERN, "gu");
  const counts = new Map<string, number>();
  for (const text of groups.flat()) {
    for (const word of text.match(pattern) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function tokenizerFile(tokens: readonly string[], merges: readonly string[]): object {
  const begin = { SpecialToken: { id: BEGIN_TOKEN, type_id: 0 } };
  const [text, pair] = ["A", "B"].map((id, order) => ({ Sequence: { id, type_id: order } }));
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: BEGIN_ID,
        content: BEGIN_TOKEN,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: WORD_PATTERN }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [begin, text],
      pair: [begin, text, begin, pair],
      special_tokens: { [BEGIN_TOKEN]: { id: BEGIN_TOKEN, ids: [BEGIN_ID], tokens: [BEGIN_TOKEN] } },
    },
    decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}
