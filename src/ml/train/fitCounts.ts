import { itemCounts } from "../data/itemCounts.js";
import { transitionCounts } from "../data/transitionCounts.js";
import { evaluateModel } from "../evaluate/evaluateModel.js";
import { MarkovModel } from "../models/markov.js";
import { PopularModel } from "../models/popular.js";
import { evaluationBatchSize } from "./evaluationBatchSize.js";
import type { FittedModel } from "./fittedModel.js";
import type { TrainingRequest } from "./trainingRequest.js";
import { wholeSequences } from "./wholeSequences.js";

/** Fits the models that only count: popularity and the Markov chain. */
export async function fitCounts(request: TrainingRequest, kind: "popular" | "markov"): Promise<FittedModel> {
  const { split, seed, refit } = request;
  const { itemIds, train } = split;
  const itemCount = itemIds.length;
  const popularity = itemCounts(train, itemCount);
  const model =
    kind === "popular" ? new PopularModel(popularity) : new MarkovModel(popularity, transitionCounts(train, itemCount));
  const valid = await evaluateModel(model, split, "valid", { seed, batchSize: evaluationBatchSize(itemCount) });
  const content = () => {
    const sequences = refit ? wholeSequences(split) : train;
    const served = { itemIds, popularity: itemCounts(sequences, itemCount) };
    return Promise.resolve(
      kind === "popular"
        ? { ...served, kind }
        : { ...served, kind, transitions: transitionCounts(sequences, itemCount) },
    );
  };
  return { model, valid, options: {}, recipe: null, bestEpoch: null, secondsPerEpoch: null, encoder: null, content };
}
