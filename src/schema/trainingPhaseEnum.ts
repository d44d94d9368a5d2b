import { registerEnumType } from "type-graphql";

/** What a training run does now. */
export const TrainingPhaseEnum = {
  SNAPSHOT: "SNAPSHOT",
  TRAINING: "TRAINING",
  EVALUATING: "EVALUATING",
  REFITTING: "REFITTING",
  PUBLISHING: "PUBLISHING",
  DONE: "DONE",
} as const;

registerEnumType(TrainingPhaseEnum, {
  name: "TrainingPhase",
  description: "What a training run does now. One that failed or was cancelled keeps the phase that it ended in.",
  valuesConfig: {
    SNAPSHOT: { description: "Copies the log, as it is at one moment, to files." },
    TRAINING: { description: "Fits the model, epoch by epoch." },
    EVALUATING: { description: "Measures it on held-out items, and on shuffled histories." },
    REFITTING: { description: "Fits the weights that will be served on the whole log." },
    PUBLISHING: { description: "Stores the artifact and its model version." },
    DONE: { description: "Nothing more: the model version is there." },
  },
});
