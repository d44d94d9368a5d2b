import type { Clock } from "../../../domain/clock.js";
import type { Split } from "../../data/splitLeaveLastOut.js";
import type { PhaseProgress } from "../progressReporter.js";
import type { TrainingLanguageModel } from "./languageModel.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";
import type { Teacher } from "./teacher.js";
import type { FittedRankings, LlmSrecState, LlmSrecValidation } from "./validator.js";
import type { TrainingParts } from "./trainingParts.js";

/** What to train LLM-SRec on, how, and with which effects. */
export interface LlmSrecTraining {
  readonly split: Split;
  readonly teacher: Teacher;
  readonly languageModel: TrainingLanguageModel;
  /** Row r at index r - 1; empty where there is none. */
  readonly titles: readonly string[];
  readonly options: LlmSrecOptions;
  /** The same seed, options and data give the same model on the same machine and number of threads, if time ends nothing. */
  readonly seed: number;
  readonly threads: number;
  /**
   * After this many seconds nothing new is begun; without a bound if left out. What is begun is finished: at least the
   * first reading of all states, a pass or a step, and a validation. What has to follow a stretch, and the end, have
   * time kept back for them, as far as they took the same time before.
   */
  readonly budgetSeconds?: number | undefined;
  /** Where a checkpoint is kept while it lasts, and gone on from. */
  readonly workFolder: string;
  readonly clock: Clock;
  readonly onProgress?: ((progress: PhaseProgress) => void) | undefined;
  /** Told in a line what people should know besides. */
  readonly onNotice?: ((line: string) => void) | undefined;
  readonly onValidation?: ((validation: LlmSrecValidation) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A trained model, and what it was trained with. */
export interface TrainedLlmSrec {
  readonly parts: TrainingParts;
  readonly best: LlmSrecState;
  readonly rankings: FittedRankings;
  readonly validations: readonly LlmSrecValidation[];
  /** Of steps through the language model alone. */
  readonly stepSeconds: number;
}
