import type { SpaceId } from "../domain/spaceId.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import { languageModelPlace } from "./languageModelPlace.js";
import { teacherVersion } from "./teacherVersion.js";
import type { TrainingOptions } from "./trainingOptions.js";

/** What the open choices of a training are settled with. */
export interface SettlingOptions {
  readonly versions: ModelVersionRepository;
  /** The language model of trainings that name none. */
  readonly languageModel: string;
}

/**
 * Says which teacher and which language model a training will have, so that its row tells and every attempt takes the
 * same, and refuses what can be seen to be wrong before it is queued.
 *
 * @throws {DomainError} `UNKNOWN_MODEL`, `BAD_INPUT` for the teacher; `UNKNOWN_LANGUAGE_MODEL`.
 */
export async function settleTrainingOptions(
  space: SpaceId,
  options: TrainingOptions,
  { versions, languageModel }: SettlingOptions,
): Promise<TrainingOptions> {
  const { kind, llm } = options;
  if (llm === null) return options;
  const place = await languageModelPlace(llm.languageModel ?? languageModel);
  const teacher = kind === "LLM_SREC" ? await teacherVersion(versions, space, llm.teacherModelVersionId) : null;
  return {
    ...options,
    llm: {
      ...llm,
      // A worker may have another current folder.
      languageModel: place.at === "path" ? place.path : (llm.languageModel ?? languageModel),
      teacherModelVersionId: teacher?.id ?? null,
    },
  };
}
