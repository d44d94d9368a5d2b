import { registerEnumType } from "type-graphql";

/** What a running training run does now. */
export const TrainingPhaseEnum = {
  SNAPSHOT: "SNAPSHOT",
  TRAINING: "TRAINING",
  EVALUATING: "EVALUATING",
  REFITTING: "REFITTING",
  PUBLISHING: "PUBLISHING",
} as const;

registerEnumType(TrainingPhaseEnum, {
  name: "TrainingPhase",
  description: "What a running training run does now.",
  valuesConfig: {
    SNAPSHOT: { description: "Copies the log, as it is at one moment, to files." },
    TRAINING: { description: "Fits the model, epoch by epoch." },
    EVALUATING: { description: "Measures it on held-out items, and on shuffled histories." },
    REFITTING: { description: "Fits the weights that will be served on the whole log." },
    PUBLISHING: { description: "Stores the artifact and its model version." },
  },
});
