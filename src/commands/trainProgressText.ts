import type { TrainingPhase, TrainingProgress } from "../ml/index.js";

const LABELS: Readonly<Record<TrainingPhase, string>> = {
  SNAPSHOT: "Reading",
  TRAINING: "Training",
  EVALUATING: "Evaluating",
  REFITTING: "Refitting",
  PUBLISHING: "Writing",
};

const SECONDS_PER_MINUTE = 60;

/** `Training, epoch 12 of at most 200, loss 1.234, validation NDCG@10 .0512, 1:05 left`. */
export function trainProgressText({ phase, epoch, epochs, loss, metric, secondsLeft }: TrainingProgress): string {
  const hasEpochs = (phase === "TRAINING" || phase === "REFITTING") && epoch !== null;
  const most = phase === "TRAINING" ? "at most " : "";
  return [
    LABELS[phase],
    hasEpochs ? `epoch ${epoch}${epochs === null ? "" : ` of ${most}${epochs}`}` : null,
    hasEpochs && loss !== null ? `loss ${loss.toFixed(3)}` : null,
    metric === null ? null : `validation NDCG@10 ${metric.toFixed(4).replace(/^0/, "")}`,
    secondsLeft === null ? null : `${minutes(secondsLeft)} left`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

function minutes(seconds: number): string {
  const rounded = Math.round(seconds);
  return `${Math.floor(rounded / SECONDS_PER_MINUTE)}:${String(rounded % SECONDS_PER_MINUTE).padStart(2, "0")}`;
}
