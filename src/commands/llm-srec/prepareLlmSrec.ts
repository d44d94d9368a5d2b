import { resolveLanguageModel } from "../../jobs/resolveLanguageModel.js";
import {
  checkedLlmSrecOptions,
  type HubOptions,
  type LlmSrecChoices,
  type LlmSrecRequest,
  type Recipe,
} from "../../ml/index.js";
import { DISTILLATIONS, NEGATIVES, type CheckedLlmSrecFlags } from "./llmSrecFlags.js";
import { openTeacher, type Teacher } from "./openTeacher.js";

/** What a training of llm-srec is made of, as far as it is known before its data is read. */
export interface PreparedLlmSrec {
  readonly teacher: Teacher;
  readonly request: Omit<LlmSrecRequest, "titles" | "workFolder">;
}

/** How long a training is. */
interface TrainingLength {
  readonly recipe: Recipe;
  /** The most that there may be; the recipe's own if left out. */
  readonly epochs?: number | undefined;
}

/**
 * Checks the choices, opens the teacher, and finds the language model, which may be a long download: what is quick first.
 *
 * @throws {DomainError} As `checkedLlmSrecOptions`, `openTeacher` and `resolveLanguageModel`.
 */
export async function prepareLlmSrec(
  flags: CheckedLlmSrecFlags,
  length: TrainingLength,
  hub: HubOptions,
): Promise<PreparedLlmSrec> {
  const { lm, lmName } = flags;
  const choices = checkedChoices(flags, length);
  const teacher = await openTeacher(flags.teacher);
  const languageModel = await resolveLanguageModel(lm, { hub, layers: flags.layers ?? null });
  return {
    teacher,
    request: {
      languageModel: languageModel.path,
      languageModelName: lmName ?? languageModel.name,
      teacherFolder: teacher.folder,
      ...choices,
    },
  };
}

/** An epoch is a pass over the users, or where most passes are over cached states, a stretch between them. */
function checkedChoices(flags: CheckedLlmSrecFlags, { recipe, epochs }: TrainingLength): LlmSrecChoices {
  const { layers, prompt } = flags;
  const choices = { layers, prompt, overrides: overridesOf(flags) };
  const { negatives } = checkedLlmSrecOptions(recipe, choices);
  if (epochs === undefined) return choices;
  const length = negatives === "catalogue" ? { stretches: epochs } : { epochs };
  return { ...choices, overrides: { ...choices.overrides, ...length } };
}

function overridesOf(flags: CheckedLlmSrecFlags): NonNullable<LlmSrecRequest["overrides"]> {
  const { distillation, negatives, positions, weightRetrieval, weightDistillation, weightUniformity } = flags;
  return {
    ...(distillation !== undefined && { distillation: DISTILLATIONS[distillation] }),
    ...(negatives !== undefined && { negatives: NEGATIVES[negatives] }),
    ...(positions !== undefined && { positions }),
    ...(weightRetrieval !== undefined && { retrievalWeight: weightRetrieval }),
    ...(weightDistillation !== undefined && { distillationWeight: weightDistillation }),
    ...(weightUniformity !== undefined && { uniformityWeight: weightUniformity }),
  };
}
