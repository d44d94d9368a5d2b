import type { ScoringModel } from "../models/scoringModel.js";
import { throwIfCancelled } from "./throwIfCancelled.js";

/**
 * The same model, but once the signal is given it fails with the `DomainError` `CANCELLED`: an evaluation ends within a
 * batch.
 */
export function cancellableModel(model: ScoringModel, signal: AbortSignal | undefined): ScoringModel {
  const { kind, itemCount } = model;
  return {
    kind,
    itemCount,
    scoreAll: (histories) => {
      throwIfCancelled(signal);
      return model.scoreAll(histories);
    },
    ...(model.userVectors === undefined
      ? {}
      : {
          userVectors: (histories: readonly Int32Array[]) => {
            throwIfCancelled(signal);
            return model.userVectors!(histories);
          },
        }),
    close: () => model.close(),
  };
}
