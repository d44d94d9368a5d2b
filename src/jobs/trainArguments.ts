import type { TrainingOptions } from "./trainingOptions.js";

/** How the command `train` is called for a run. */
export interface TrainCall {
  readonly options: Pick<TrainingOptions, "model" | "recipe" | "seed" | "epochs" | "budgetSeconds" | "refit">;
  /** A folder of our own format. */
  readonly data: string;
  /** Where the artifact is to be. */
  readonly out: string;
}

/** The arguments of the command `train`, without its name. */
export function trainArguments({ options, data, out }: TrainCall): readonly string[] {
  const { model, recipe, seed, epochs, budgetSeconds, refit } = options;
  return [
    ...["--data", data, "--model", model, "--recipe", recipe, "--seed", String(seed)],
    ...(epochs === null ? [] : ["--epochs", String(epochs)]),
    ...(budgetSeconds === null ? [] : ["--budget", String(budgetSeconds)]),
    ...(refit ? ["--refit"] : []),
    ...["--out", out, "--json", "--progress", "json"],
  ];
}
