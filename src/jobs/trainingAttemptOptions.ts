import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { ArtifactStore, HubOptions } from "../ml/index.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import type { SpaceRepository } from "../store/spaceRepository.js";
import type { TrainingProgress, TrainingRun } from "../store/trainingRun.js";
import type { HomeFolders } from "./homeFolders.js";

/** What an attempt works with. */
export interface TrainingAttemptOptions {
  readonly run: TrainingRun;
  readonly workerId: string;
  readonly spaces: SpaceRepository;
  readonly interactions: InteractionRepository;
  readonly versions: ModelVersionRepository;
  readonly artifacts: ArtifactStore;
  readonly folders: HomeFolders;
  /** The command line that starts this program. */
  readonly program: readonly string[];
  /** The language model of runs that name none. */
  readonly languageModel: string;
  /** Where language models come from by name. */
  readonly hub: HubOptions;
  readonly report: (progress: TrainingProgress) => void;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}
