import { itemCounts } from "../data/itemCounts.js";
import { PopularModel } from "./popular.js";

/** Fits popularity to the sequences, lists of rows 1 to `itemCount`. */
export function fitPopular(sequences: readonly Int32Array[], itemCount: number): PopularModel {
  return new PopularModel(itemCounts(sequences, itemCount));
}
