import { DomainError } from "../domain/domainError.js";
import { openCheckpoint } from "../ml/index.js";

/** What a language model must have. */
export interface LanguageModelWishes {
  /** How many layers are wanted; no matter if null. */
  readonly layers: number | null;
  /** Whether its tokenizer is read, too, which takes a good part of a second where it has many tokens. */
  readonly withTokenizer: boolean;
}

/**
 * Opens a language model and closes it again, so that what cannot be trained with is refused before any work is done.
 *
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL`, `LANGUAGE_MODEL_UNUSABLE`; `BAD_INPUT` if it has fewer layers than are
 *   wanted.
 */
export async function checkLanguageModel(
  { path, name }: { readonly path: string; readonly name: string },
  { layers, withTokenizer }: LanguageModelWishes,
): Promise<void> {
  const checkpoint = await openCheckpoint(path);
  try {
    const { layers: all } = checkpoint.config;
    if (layers !== null && layers > all)
      throw new DomainError(
        "BAD_INPUT",
        `Cannot use ${layers} layers of language model ${JSON.stringify(name)}: it has ${all}`,
      );
    if (withTokenizer) await checkpoint.tokenizer();
  } finally {
    await checkpoint.close();
  }
}
