import type { Fusion } from "./fusion.js";
import type { LlmSrecConfig } from "./llmSrecConfig.js";
import type { PromptOptions } from "./promptOptions.js";

/** All that a trained LLM-SRec is besides its numbers: what prompts say, how vectors are made of them, what they weigh. */
export interface LlmSrecSettings {
  /** Sizes, and how users and items are read. */
  readonly config: LlmSrecConfig;
  readonly prompt: PromptOptions;
  /** Soft tokens of items are multiplied by it. */
  readonly softTokenScale: number;
  /** Whether an item's soft token is made of its title's states too; `config.itemWidth` counts them. */
  readonly hasTitleStates: boolean;
  readonly teacherKind: "sasrec" | "esasrec";
  readonly languageModel: {
    /** What the user named. */
    readonly name: string;
    /** Layers that are computed, of all that the model has. */
    readonly layers: number;
    readonly allLayers: number;
    /** Whether it was made from the catalogue's own texts, because none was named. */
    readonly isCatalogue: boolean;
  };
  readonly fusion: Fusion;
}
