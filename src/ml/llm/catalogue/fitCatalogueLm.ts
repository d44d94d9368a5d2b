/** @file Trains a decoder on token ids by next-token cross-entropy, within a time. */
import type { Clock } from "../../../domain/clock.js";
import { DomainError } from "../../../domain/domainError.js";
import type { Random } from "../../data/seededRandom.js";
import { mapRecord } from "../../runtime/mapRecord.js";
import { type InitialParameter, openTrainer, type Trainer } from "../../runtime/trainer.js";
import type { LlmConfig } from "../llmConfig.js";
import type { CatalogueShape } from "./catalogueShape.js";
import { endIfCancelled } from "./endIfCancelled.js";
import { firstWeights } from "./firstWeights.js";
import { type CatalogueDocuments, mixedDocuments } from "./mixedDocuments.js";
import { nextTokenLoss } from "./nextTokenLoss.js";
import { type LossMeter, openLossMeter } from "./openLossMeter.js";
import { StepPlan } from "./stepPlan.js";
import { packTokenRows, type TokenRows } from "./tokenRows.js";

/** How far a catalogue LM is. */
export interface CatalogueLmProgress {
  /** From 1. */
  readonly step: number;
  /** Of the latest batch, in nats a token. */
  readonly loss: number;
  /** Of the whole training, 0 to 1; an estimate. */
  readonly fraction: number;
}

/** What to train on, and how long. */
export interface CatalogueLmFit {
  readonly config: LlmConfig;
  readonly shape: CatalogueShape;
  readonly documents: CatalogueDocuments;
  /** What training is measured by. */
  readonly measured: readonly TokenRows[];
  readonly mostSteps: number;
  readonly endMs: number;
  readonly seed: number;
  readonly random: Random;
  readonly threads: number;
  readonly backend: "onnx";
  readonly clock: Clock;
  readonly onProgress: (progress: CatalogueLmProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** The weights that did best on what training is measured by. */
export interface FittedCatalogueLm {
  /** By the names of `llmTensorShapes`. */
  readonly weights: Readonly<Record<string, InitialParameter>>;
  readonly loss: number;
  readonly lossAtStart: number;
  /** That were made; the best weights may be of an earlier one. */
  readonly steps: number;
}

/** Measurements without a better loss, after which training ends. */
const PATIENCE = 2;

/**
 * Trains until the time is used up, the steps are made, or what is measured gets no better.
 *
 * @throws {DomainError} `CANCELLED`; `TRAINING_FAILED` if a loss is not finite.
 */
export async function fitCatalogueLm(fit: CatalogueLmFit): Promise<FittedCatalogueLm> {
  const { config, shape, clock, threads } = fit;
  const first = firstWeights(config, fit.random.fork("weights"));
  const meter = await openLossMeter(config, shape.batch, fit.measured, threads);
  try {
    const beforeMs = clock();
    const lossAtStart = await meter.measure(mapRecord(first, ({ data }) => data));
    const plan = new StepPlan(fit.mostSteps, fit.endMs, clock() - beforeMs, clock);
    const tensor = { shape: [shape.batch.rows, shape.batch.positions], dtype: "int32" as const };
    const trainer = await openTrainer({
      parameters: first,
      loss: (parameters, { inputs, targets, weights }) =>
        nextTokenLoss(parameters, { inputs: inputs!, targets: targets!, weights: weights! }, config),
      batch: { inputs: tensor, targets: tensor, weights: { ...tensor, dtype: "float32" } },
      learningRate: (step) => plan.learningRate(step, shape.learningRate),
      backend: fit.backend,
      threads,
      seed: fit.seed,
    });
    try {
      const best = await bestOfSteps(fit, plan, trainer, meter);
      const weights = mapRecord(best.values, (data, name) => ({ shape: first[name]!.shape, data }));
      return { weights, loss: best.loss, lossAtStart, steps: best.steps };
    } finally {
      await trainer.close();
    }
  } finally {
    await meter.close();
  }
}

/** Makes the steps; gives the weights of the best measurement, and the steps that were made. */
async function bestOfSteps(fit: CatalogueLmFit, plan: StepPlan, trainer: Trainer, meter: LossMeter) {
  const next = mixedDocuments(fit.documents, fit.random.fork("order"));
  let best = { loss: Number.POSITIVE_INFINITY, values: trainer.parameters() };
  let misses = 0;
  for (let step = 1; ; step++) {
    endIfCancelled(fit.signal);
    const loss = finite(await trainer.step("default", { ...packTokenRows(fit.shape.batch, next) }), step);
    plan.afterStep(step);
    fit.onProgress({ step, loss, fraction: Math.min(step / plan.steps, 1) });
    const isLast = step >= plan.steps || plan.isOver();
    if (isLast || plan.isMeasured(step)) {
      const values = trainer.parameters();
      const measuredLoss = finite(await meter.measure(values), step);
      misses = measuredLoss < best.loss ? 0 : misses + 1;
      if (misses === 0) best = { loss: measuredLoss, values };
    }
    if (isLast || misses >= PATIENCE) return { ...best, steps: step };
  }
}

function finite(loss: number, step: number): number {
  if (Number.isFinite(loss)) return loss;
  throw new DomainError(
    "TRAINING_FAILED",
    `Cannot train the catalogue LM: the loss is ${loss} at step ${step}, a finite one is wanted`,
  );
}
