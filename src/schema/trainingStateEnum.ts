import { registerEnumType } from "type-graphql";

/** How far a training run is. */
export const TrainingStateEnum = {
  QUEUED: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
} as const;

registerEnumType(TrainingStateEnum, {
  name: "TrainingState",
  description: "How far a training run is. `SUCCEEDED`, `FAILED` and `CANCELLED` are final.",
  valuesConfig: {
    QUEUED: { description: "It waits for a worker." },
    RUNNING: { description: "A worker trains it." },
    SUCCEEDED: { description: "It published a model version." },
    FAILED: { description: "It stopped on a fault; `error` says which." },
    CANCELLED: { description: "It was cancelled on request." },
  },
});
