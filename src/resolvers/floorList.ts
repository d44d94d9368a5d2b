import type { FloorType } from "../schema/floorType.js";

import { evaluationList } from "./evaluationList.js";
import { manifestEntry } from "./manifestEntry.js";
import type { Plain } from "./plain.js";

const KINDS = ["popularity", "markov"];

/** What a model version's metrics say of simpler models, as a list; those of which they say nothing are left out. */
export function floorList(metrics: unknown): Plain<FloorType>[] {
  return KINDS.map((kind) => ({ kind, evaluations: evaluationList(manifestEntry(metrics, kind)) })).filter(
    ({ evaluations }) => evaluations.length > 0,
  );
}
