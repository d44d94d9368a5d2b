import type { NetworkKind } from "../artifact/modelKind.js";
import { itemCounts } from "../data/itemCounts.js";
import { openSasrecModel } from "../models/openSasrecModel.js";
import type { FittedModel } from "./fittedModel.js";
import { logStatistics } from "./logStatistics.js";
import type { ProgressReporter } from "./progressReporter.js";
import { recipeOptions } from "./recipeOptions.js";
import { refitSasrec } from "./refitSasrec.js";
import { sasrecContent } from "./sasrecContent.js";
import type { TrainingRequest } from "./trainingRequest.js";
import { trainSasrec, type SasrecTraining } from "./trainSasrec.js";
import { wholeSequences } from "./wholeSequences.js";

/** Fits SASRec or eSASRec by a recipe; with `refit`, half of the budget is kept for it, which takes at most as long. */
export async function fitSasrec(
  kind: NetworkKind,
  request: TrainingRequest,
  reporter: ProgressReporter,
): Promise<FittedModel> {
  const { split, recipe, refit, budgetSeconds, threads } = request;
  const { itemIds, train } = split;
  const options = { ...recipeOptions(recipe, kind, logStatistics(train, itemIds.length)), ...request.overrides };
  const training: SasrecTraining = {
    ...request,
    kind,
    options,
    budgetSeconds: budgetSeconds !== undefined && refit ? budgetSeconds / 2 : budgetSeconds,
    onProgress: (progress) => {
      reporter.report("TRAINING", progress);
    },
  };
  const { config, parameters, bestStep, bestEpoch, valid, secondsPerEpoch } = await trainSasrec(training);
  const encoder = { width: config.width, window: config.maxLength };
  const files = sasrecContent(config, parameters);
  const model = await openSasrecModel({ kind, ...files, ...encoder }, { threads });
  const content = async () => {
    const onProgress: SasrecTraining["onProgress"] = (progress) => {
      reporter.report("REFITTING", { ...progress, epochs: bestEpoch });
    };
    const served = refit ? sasrecContent(config, await refitSasrec({ ...training, onProgress }, bestStep)) : files;
    const popularity = itemCounts(refit ? wholeSequences(split) : train, itemIds.length);
    return { kind, itemIds, popularity, ...served };
  };
  return { model, valid, options: { ...options, bestStep }, recipe, bestEpoch, secondsPerEpoch, encoder, content };
}
