import type { LlmSrecRequest, Recipe } from "../../ml/index.js";
import { DISTILLATIONS, NEGATIVES, type CheckedLlmSrecFlags } from "./llmSrecFlags.js";
import { openTeacher, type Teacher } from "./openTeacher.js";
import { resolveLanguageModel, type ResolveLanguageModelOptions } from "./resolveLanguageModel.js";

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
 * Opens the teacher, and finds the language model, which may be a long download: the quick one first.
 *
 * @throws {DomainError} As `openTeacher` and `resolveLanguageModel`.
 */
export async function prepareLlmSrec(
  flags: CheckedLlmSrecFlags,
  { recipe, epochs }: TrainingLength,
  options: Omit<ResolveLanguageModelOptions, "layers">,
): Promise<PreparedLlmSrec> {
  const { lm, layers, prompt } = flags;
  const teacher = await openTeacher(flags.teacher);
  const languageModel = await resolveLanguageModel(lm, { ...options, layers });
  return {
    teacher,
    request: {
      languageModel,
      languageModelName: lm,
      teacherFolder: teacher.folder,
      layers,
      prompt,
      overrides: { ...overridesOf(flags), ...(epochs !== undefined && lengthOf(recipe, epochs)) },
    },
  };
}

/** What an epoch is: a pass over the users, or where most passes are over cached states, a stretch between them. */
function lengthOf(recipe: Recipe, epochs: number): NonNullable<LlmSrecRequest["overrides"]> {
  return recipe === "paper" ? { epochs } : { stretches: epochs };
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
