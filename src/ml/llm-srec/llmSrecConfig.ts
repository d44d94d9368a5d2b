import type { ReadOutOptions } from "./readOutOptions.js";

/** The sizes of what LLM-SRec trains. */
export interface LlmSrecConfig {
  /** Of the language model's states and embeddings. */
  readonly llmWidth: number;
  /** Of the teacher's user vectors. */
  readonly teacherWidth: number;
  /** Of what an item's soft token is made from: the teacher's item vector, and title states where they are added. */
  readonly itemWidth: number;
  /** Hidden width of the user head and the item head; the paper's is 2,048. */
  readonly hiddenWidth: number;
  /** Of the vectors that are compared; the paper's is 128. */
  readonly vectorWidth: number;
  /** How many of those numbers, the last ones, match titles; default: none. */
  readonly matchWidth?: number;
  /** The teacher's user vector is a soft token of the user prompt: the paper's variant of table 11. */
  readonly hasUserRepresentation: boolean;
  /** What goes beyond the paper; none of it unless it is named. */
  readonly readOut?: ReadOutOptions;
}
