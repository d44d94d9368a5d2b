import type { SpaceId } from "../domain/spaceId.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import { checkLanguageModel } from "./checkLanguageModel.js";
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
 * same, and refuses what can be seen to be wrong before it is queued. Of a model of the hub nothing can be seen yet.
 *
 * @throws {DomainError} `UNKNOWN_MODEL`, `BAD_INPUT` for the teacher; `UNKNOWN_LANGUAGE_MODEL`, `LANGUAGE_MODEL_UNUSABLE`;
 *   `BAD_INPUT` if the language model has fewer layers than are wanted.
 */
export async function settleTrainingOptions(
  space: SpaceId,
  options: TrainingOptions,
  { versions, languageModel }: SettlingOptions,
): Promise<TrainingOptions> {
  const { kind, llm } = options;
  if (llm === null) return options;
  const name = llm.languageModel ?? languageModel;
  const place = await languageModelPlace(name);
  if (place.at === "path") await checkLanguageModel(place, { layers: llm.layers, withTokenizer: false });
  const teacher = kind === "LLM_SREC" ? await teacherVersion(versions, space, llm.teacherModelVersionId) : null;
  return {
    ...options,
    llm: {
      ...llm,
      // A worker may have another current folder.
      languageModel: place.at === "path" ? place.path : name,
      teacherModelVersionId: teacher?.id ?? null,
    },
  };
}
