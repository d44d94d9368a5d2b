import { itemCounts } from "../data/itemCounts.js";
import { MarkovModel } from "./markov.js";
import { transitionCounts } from "../data/transitionCounts.js";

/** Fits a Markov chain to the sequences, lists of rows 1 to `itemCount`, oldest first. */
export function fitMarkov(sequences: readonly Int32Array[], itemCount: number): MarkovModel {
  return new MarkovModel(itemCounts(sequences, itemCount), transitionCounts(sequences, itemCount));
}
