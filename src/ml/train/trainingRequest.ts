import type { Clock } from "../../domain/clock.js";
import type { EventMeanings } from "../../domain/eventMeaning.js";
import type { ModelKind } from "../artifact/modelKind.js";
import type { Split, SplitFilter } from "../data/splitLeaveLastOut.js";
import type { TrainingBackend } from "../runtime/trainer.js";
import type { LlmSrecRequest } from "./llmSrecRequest.js";
import type { Recipe, TrainingOptions } from "./trainingOptions.js";
import type { TrainingProgress } from "./trainingProgress.js";

/** Where a log comes from, for the manifest. */
interface TrainingSource {
  /** A name for people: the data set, or the space. */
  readonly name: string;
  /** ISO 8601: no later interaction was read; null where the data has no such bound. */
  readonly cutOff: string | null;
  readonly filter: SplitFilter;
  /** What the event types meant when the log was read. */
  readonly eventMeanings: EventMeanings;
}

/** What to train, on what, how, and with which effects. */
export interface TrainingRequest<Kind extends ModelKind = ModelKind> {
  readonly kind: Kind;
  readonly split: Split;
  readonly source: TrainingSource;
  readonly recipe: Recipe;
  /** Single options that are not to be the recipe's. */
  readonly overrides?: Partial<TrainingOptions>;
  /** What `llm-srec` needs besides, and no other kind. */
  readonly llmSrec?: LlmSrecRequest;
  /** A whole number; the same seed, data and options give the same bytes on the same machine. */
  readonly seed: number;
  readonly backend: TrainingBackend;
  /** 1 or more. */
  readonly threads: number;
  /** Whether the weights to be served are trained anew on the whole log, after the test. */
  readonly refit: boolean;
  /** Seconds of fitting, validation and refitting together after which nothing new is begun; without a bound if left out. */
  readonly budgetSeconds?: number | undefined;
  readonly clock: Clock;
  /** Highest resident memory of the process so far. */
  readonly peakMemoryMb: () => number;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
