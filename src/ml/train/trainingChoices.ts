import type { SplitFilter } from "../data/splitLeaveLastOut.js";
import type { TrainingBackend } from "../runtime/trainer.js";

/** The filters and backends that a training can be asked for, for whoever offers the choice. */
export const TRAINING_CHOICES = {
  filters: ["none", "llm-srec"],
  backends: ["onnx", "cpu", "tfjs-node-gpu"],
} as const satisfies { filters: readonly SplitFilter[]; backends: readonly TrainingBackend[] };
