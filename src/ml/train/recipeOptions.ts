import type { NetworkKind } from "../artifact/modelKind.js";
import type { LogStatistics } from "./logStatistics.js";
import type { Recipe, TrainingOptions } from "./trainingOptions.js";

const NETWORK = { width: 64, blocks: 2, heads: 1, expansion: 4, learningRate: 1e-3 } as const; // as LLM-SRec's teacher

/** As LLM-SRec's teacher. */
const BATCH_SIZE = 128;
/** Short histories make small batches, whose gradients are noise. */
const BATCH_SIZE_OF_SHORT_LOGS = 256;

/** Epochs without a better validation that end the recipe `paper`: three validations. */
const PAPER_PATIENCE_EPOCHS = 30;

/** Logs whose users have fewer training items than this on average are read 50 items back, */
const SHORT_LENGTH = 30;
/** and those with fewer than this 128; longer ones 200. */
const MEDIUM_LENGTH = 120;

/** Up to this many training interactions a log is small, and overfits without much dropout; */
const SMALL_LOG = 50_000;
/** beyond this many it is large. */
const LARGE_LOG = 500_000;
const DROPOUT_RATES = { small: 0.5, medium: 0.3, large: 0.2 } as const;

/** Catalogues up to this many items are scored whole at every step: a sample would cost as much. */
const SMALL_CATALOGUE = 2_048;
const SHARED_NEGATIVES = 1_024;
/** From this many items on, Adam on all embeddings would cost more than the rest of a step. */
const LARGE_CATALOGUE = 32_768;

/** The mean is mostly of the last fifth of the steps. */
const AVERAGING_POWER = 4;

/** Steps between two validations: small logs have few steps an epoch, and the first hundreds teach little. */
const STEPS_PER_VALIDATION = 100;
const PATIENCE_STEPS = 400;
const MINIMUM_STEPS = 600;
/** Passes without a better validation that are waited for on large logs, where `PATIENCE_STEPS` are less. */
const PATIENCE_EPOCHS = 8;
const MOST_EPOCHS = 200;
const MOST_STEPS_OF_SMALL_LOGS = 4_000;

/**
 * The options of a recipe for a log.
 *
 * `paper` is the training of LLM-SRec's teacher (Kim et al., KDD '25; pmixer's SASRec) on permutations of the users,
 * with the epoch chosen by NDCG@10 among 99 negatives. `default` is the strongest known training of the same network:
 * softmax over many negatives, more dropout, the epoch chosen over the full catalogue; patience counts steps.
 */
export function recipeOptions(recipe: Recipe, kind: NetworkKind, log: LogStatistics): TrainingOptions {
  return recipe === "paper" ? paperOptions(log) : defaultOptions(log);
}

function paperOptions({ users }: LogStatistics): TrainingOptions {
  return {
    ...NETWORK,
    batchSize: BATCH_SIZE,
    maxLength: 128,
    dropoutRate: 0.1,
    loss: "binary",
    negatives: 1,
    rowUpdates: false,
    averagingPower: null,
    epochs: 200,
    epochsPerValidation: 10,
    selectBy: "sampled99",
    patienceSteps: PAPER_PATIENCE_EPOCHS * Math.ceil(users / BATCH_SIZE),
    minimumSteps: 0,
  };
}

function defaultOptions({ users, items, interactions, meanLength }: LogStatistics): TrainingOptions {
  const isShort = meanLength < SHORT_LENGTH;
  const batchSize = isShort ? BATCH_SIZE_OF_SHORT_LOGS : BATCH_SIZE;
  const stepsPerEpoch = Math.max(1, Math.ceil(users / batchSize));
  const size = interactions <= SMALL_LOG ? "small" : interactions <= LARGE_LOG ? "medium" : "large";
  return {
    ...NETWORK,
    batchSize,
    maxLength: isShort ? 50 : meanLength < MEDIUM_LENGTH ? 128 : 200,
    dropoutRate: DROPOUT_RATES[size],
    loss: items <= SMALL_CATALOGUE ? "softmax" : "sampled-softmax",
    negatives: SHARED_NEGATIVES,
    rowUpdates: items >= LARGE_CATALOGUE,
    averagingPower: AVERAGING_POWER,
    epochs: Math.max(MOST_EPOCHS, Math.ceil(MOST_STEPS_OF_SMALL_LOGS / stepsPerEpoch)),
    epochsPerValidation: Math.max(1, Math.round(STEPS_PER_VALIDATION / stepsPerEpoch)),
    selectBy: "full",
    patienceSteps: Math.max(PATIENCE_STEPS, PATIENCE_EPOCHS * stepsPerEpoch),
    minimumSteps: MINIMUM_STEPS,
  };
}
