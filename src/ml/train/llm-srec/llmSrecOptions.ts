import type { ReadOutOptions } from "../../llm-srec/readOutOptions.js";
import type { DistillationKind } from "../../llm-srec/distillationLoss.js";

/** What a user's next item is compared with. */
type LlmSrecNegatives = "random" | "inBatch" | "catalogue";

/** Every number that a training of LLM-SRec depends on, besides log, seed, teacher and language model. */
export interface LlmSrecOptions {
  /** `paper`: titles, days and soft tokens; `compact`: soft tokens alone, made of title states too. */
  readonly prompt: "paper" | "compact";
  /** Newest items that a prompt tells. */
  readonly window: number;
  /** Whether prompts tell the days, where the log has any. */
  readonly hasDates: boolean;
  /** Most tokens of a title; null: as many as fit. */
  readonly titleTokens: number | null;
  /** The teacher's user vector is a soft token of the prompt: the paper's table 11. */
  readonly hasUserRepresentation: boolean;
  /** An item's soft token is made of its title's states too. */
  readonly hasTitleStates: boolean;
  /** What is read beside the paper's two out-tokens. */
  readonly readOut: ReadOutOptions;
  /** First layers of the language model that are computed; null: all. */
  readonly layers: number | null;
  /** Whether the language model's matrices are drawn anew: to measure what its own training is worth. */
  readonly hasRandomWeights: boolean;
  /** Hidden width of the heads, and the width of what is compared. */
  readonly hiddenWidth: number;
  readonly vectorWidth: number;
  /** Most numbers by which titles are matched, beside those; only where `readOut` says so. */
  readonly matchWidth: number;
  /** Whether maps begin with their inputs standardised, and heads, too, where they are fitted on cached states. */
  readonly isStandardised: boolean;
  /** Scores are divided by it in the losses. */
  readonly temperature: number;
  readonly negatives: LlmSrecNegatives;
  /** Negatives a user; `random` only. */
  readonly randomNegatives: number;
  /** Items that a step's softmax goes over, `catalogue` only; smaller catalogues are taken whole. */
  readonly catalogueSample: number;
  readonly distillation: DistillationKind;
  readonly retrievalWeight: number;
  readonly distillationWeight: number;
  readonly uniformityWeight: number;
  /** `last`: a user's newest training item alone is to be found; `all`: every item of the window. */
  readonly positions: "last" | "all";
  /** Share of examples in which an item counts as one that came after training. */
  readonly unseenShare: number;
  /** Users a step through the language model. */
  readonly batchSize: number;
  /** Adam's rates through the language model: of soft tokens, and of heads. */
  readonly softRate: number;
  readonly headRate: number;
  /** Gradients of soft tokens are cut to this length; null: never. */
  readonly softClip: number | null;

  /** Heads are fitted on cached states: passes at first, passes after every stretch, and their rates; 0: never. */
  readonly firstPasses: number;
  readonly laterPasses: number;
  readonly firstRate: number;
  readonly laterRate: number;
  readonly dropoutRate: number;
  /** A fit's heads are a mean that weighs those after step t by this power of t; null: the newest ones. */
  readonly averagingPower: number | null;
  /** Examples a step on cached states. */
  readonly cachedBatch: number;
  /** Most users whose states are cached. */
  readonly cachedUsers: number;
  /** Steps through the language model between two fits of the heads; 0: nothing goes through it. */
  readonly stretchSteps: number;
  /** Most stretches. */
  readonly stretches: number;

  /** Passes over the users, where heads are not fitted apart. */
  readonly epochs: number;
  /** Validations an epoch there. */
  readonly validationsPerEpoch: number;
  /** The rate is multiplied by it, after every validation or every epoch. */
  readonly rateDecay: number;
  readonly schedule: "perValidation" | "perEpoch";
  /** Validations without a better one that end training. */
  readonly patience: number;
  /** Most users that a validation looks at. */
  readonly validationUsers: number;
  /** Which ranking of the validation items picks the moment that is kept. */
  readonly selectBy: "llmSRec" | "fused";
  readonly selectMetric: "full" | "sampled99";
}
