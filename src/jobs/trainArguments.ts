import { CATALOGUE_MODEL } from "../domain/catalogueModel.js";
import type { LlmTrainingOptions } from "./llmTrainingOptions.js";
import type { ResolvedLanguageModel } from "./resolveLanguageModel.js";
import type { TrainingOptions } from "./trainingOptions.js";

/** What a model with a language model is trained of, besides the data. */
interface LlmTrainCall {
  readonly options: LlmTrainingOptions;
  readonly languageModel: ResolvedLanguageModel;
  /** The folder of its teacher's artifact. */
  readonly teacher: string;
  /** A folder for large files. */
  readonly work: string;
}

/** How the command `train` is called for a run. */
export interface TrainCall {
  readonly options: Pick<TrainingOptions, "model" | "recipe" | "seed" | "epochs" | "budgetSeconds" | "refit">;
  /** Trains a model with a language model instead of `options.model`. */
  readonly llm?: LlmTrainCall;
  /** A folder of our own format. */
  readonly data: string;
  /** Where the artifact is to be. */
  readonly out: string;
}

/** What the command calls what the API calls otherwise. */
const COMMAND_NAMES: Readonly<Record<string, string>> = { infoNce: "infonce", inBatch: "in-batch" };

/** The arguments of the command `train`, without its name. */
export function trainArguments({ options, llm, data, out }: TrainCall): readonly string[] {
  const { model, recipe, seed, epochs, budgetSeconds, refit } = options;
  return [
    ...[
      "--data",
      data,
      "--model",
      llm === undefined && model !== null ? model : "llm-srec",
      "--recipe",
      recipe,
      "--seed",
      String(seed),
    ],
    ...option("--epochs", epochs),
    ...option("--budget", budgetSeconds),
    ...(refit ? ["--refit"] : []),
    ...(llm === undefined ? [] : llmArguments(llm)),
    ...["--out", out, "--json", "--progress", "json"],
  ];
}

function llmArguments({ options, languageModel, teacher, work }: LlmTrainCall): readonly string[] {
  const { layers, prompt, distillation, negatives, positions } = options;
  const { path, name } = languageModel;
  return [
    ...(path === null ? ["--lm", CATALOGUE_MODEL] : ["--lm", path, "--lm-name", name]),
    ...["--teacher", teacher, "--resume", work],
    ...option("--layers", layers),
    ...option("--prompt", prompt),
    ...option("--distillation", distillation),
    ...option("--negatives", negatives),
    ...option("--positions", positions),
    ...option("--weight-retrieval", options.retrievalWeight),
    ...option("--weight-distillation", options.distillationWeight),
    ...option("--weight-uniformity", options.uniformityWeight),
  ];
}

function option(name: string, value: string | number | null): readonly string[] {
  return value === null ? [] : [name, COMMAND_NAMES[value] ?? String(value)];
}
