import type { LlmConfig } from "./llmConfig.js";
import type { LlmTokenizer } from "./llmTokenizer.js";
import type { StoredTensor } from "./storedTensor.js";

/** A language model's files, opened: its configuration is read and all its tensors are known to be there and whole. */
export interface LlmCheckpoint {
  /** The folder or file it was opened from. */
  readonly path: string;
  readonly config: LlmConfig;
  /**
   * One of the tensors that `llmTensorShapes` names.
   *
   * @throws {RangeError} If the model has none of this name.
   */
  tensor(name: string): StoredTensor;
  /** @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if there is no tokenizer, or none that is supported. */
  tokenizer(): Promise<LlmTokenizer>;
  /** The text of a `tokenizer.json` that makes the same tokenizer. @throws {DomainError} As `tokenizer`. */
  tokenizerText(): Promise<string>;
  /** Closes the files. */
  close(): Promise<void>;
}
