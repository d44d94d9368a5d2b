import { Tokenizer } from "@huggingface/tokenizers";

import { languageModelFault } from "./languageModelFault.js";

/** What of the package is used; its own types are written in a form that our module resolution does not follow. */
interface PackageTokenizer {
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: number[] };
  decode(
    ids: readonly number[],
    options: { readonly skip_special_tokens: boolean; readonly clean_up_tokenization_spaces: boolean },
  ): string;
  token_to_id(token: string): number | undefined;
}
const PackageTokenizer = Tokenizer as unknown as new (tokenizer: object, config: object) => PackageTokenizer;

/** Text to token ids and back. */
export interface LlmTokenizer {
  /**
   * The ids of a text. Special tokens that are written in the text are recognised.
   *
   * @param withSpecialTokens Adds what the model wants around a text, such as a first token. Default: true.
   */
  encode(text: string, withSpecialTokens?: boolean): number[];
  /** The text of ids; bytes that are no whole character become U+FFFD. */
  decode(ids: readonly number[], options?: { readonly skipSpecialTokens?: boolean }): string;
  /** Undefined if there is no such token. */
  idOf(token: string): number | undefined;
}

/**
 * A tokenizer from the text of a `tokenizer.json`.
 *
 * @param path Of the file, for messages.
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if it is no such file, or uses what is not supported.
 */
export function openTokenizer(path: string, text: string): LlmTokenizer {
  try {
    return wrap(new PackageTokenizer(JSON.parse(text) as object, {}));
  } catch (cause) {
    const state = cause instanceof SyntaxError ? "it is not JSON" : "it describes no tokenizer that is supported";
    throw languageModelFault(path, state, cause);
  }
}

function wrap(tokenizer: PackageTokenizer): LlmTokenizer {
  return {
    encode: (text, withSpecialTokens = true) => tokenizer.encode(text, { add_special_tokens: withSpecialTokens }).ids,
    decode: (ids, { skipSpecialTokens = false } = {}) =>
      // An empty list is an error to the package.
      ids.length === 0
        ? ""
        : tokenizer.decode(ids, { skip_special_tokens: skipSpecialTokens, clean_up_tokenization_spaces: false }),
    idOf: (token) => tokenizer.token_to_id(token),
  };
}
