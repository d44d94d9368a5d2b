import type { LlmSrecOptions } from "./llm-srec/llmSrecOptions.js";

/** What a training of LLM-SRec needs besides the log: the frozen language model, the teacher and the titles. */
export interface LlmSrecRequest {
  /** Path of a checkpoint's folder, or of a .gguf file; null: a small one is first made from the titles. */
  readonly languageModel: string | null;
  /** What the user named, for the model card. */
  readonly languageModelName: string;
  /** Artifact of a sasrec or esasrec of the same catalogue. */
  readonly teacherFolder: string;
  /** By item id; an item without one is absent. */
  readonly titles: ReadonlyMap<string, string>;
  /** Layers of the language model that are used; the trainer's choice if left out. */
  readonly layers?: number | undefined;
  /** The trainer's choice if left out. */
  readonly prompt?: "paper" | "compact" | undefined;
  /** Exists; holds the frozen weights, the language model that was made, and checkpoints to resume from. */
  readonly workFolder: string;
  /** Stand in for the recipe's own. */
  readonly overrides?: Partial<LlmSrecOptions>;
  /** Told in a line what people should know besides: of work in the folder that is not gone on with. */
  readonly onNotice?: (line: string) => void;
}
