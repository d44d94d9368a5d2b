import { connectionType } from "./connectionType.js";
import { TrainingRunType } from "./trainingRunType.js";

/** A page of training runs. */
export const TrainingRunConnectionType = connectionType("TrainingRun", "training runs", () => TrainingRunType);
