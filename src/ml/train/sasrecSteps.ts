import { setImmediate } from "node:timers/promises";

import type { Clock } from "../../domain/clock.js";
import { DomainError } from "../../domain/domainError.js";
import type { NetworkKind } from "../artifact/modelKind.js";
import { seededRandom } from "../data/seededRandom.js";
import type { SasrecConfig } from "../models/sasrecConfig.js";
import { sasrecParameters } from "../models/sasrecParameters.js";
import { mapRecord } from "../runtime/mapRecord.js";
import { openTrainer, type InitialParameter, type Trainer, type TrainingBackend } from "../runtime/trainer.js";
import { ParameterAverage } from "./parameterAverage.js";
import { SasrecBatches } from "./sasrecBatches.js";
import { sasrecLoss } from "./sasrecLoss.js";
import { throwIfCancelled } from "./throwIfCancelled.js";
import type { TrainingOptions } from "./trainingOptions.js";

/** What to step on, and where. */
export interface SasrecStepsOptions {
  readonly kind: NetworkKind;
  /** Item rows of each user, oldest first. */
  readonly sequences: readonly Int32Array[];
  readonly itemCount: number;
  readonly options: TrainingOptions;
  /** First values, order, negatives and masks follow from it. */
  readonly seed: number;
  readonly backend: TrainingBackend;
  readonly threads: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** One step that was taken. */
export interface TrainedStep {
  /** Both from 1; steps count over all epochs. */
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  /** This step alone. */
  readonly milliseconds: number;
  readonly endsEpoch: boolean;
}

const SEED_RANGE = 2 ** 31;

/** A SASRec in training: one Adam step after another, for as long as it is asked for more. */
export class SasrecSteps {
  private readonly buckets = new Set<string>();
  private readonly average: ParameterAverage | null;

  private constructor(
    /** The sizes of the network. */
    readonly config: SasrecConfig,
    private readonly shapes: Readonly<Record<string, readonly number[]>>,
    private readonly batches: SasrecBatches,
    private readonly trainer: Trainer,
    private readonly request: SasrecStepsOptions,
  ) {
    const { averagingPower } = request.options;
    this.average = averagingPower === null ? null : new ParameterAverage(averagingPower);
  }

  /**
   * Draws the first parameters and makes the trainer ready.
   *
   * @throws {DomainError} `NOTHING_TO_TRAIN` if no user has two items; `BACKEND_UNAVAILABLE`.
   */
  static async open(steps: SasrecStepsOptions): Promise<SasrecSteps> {
    const { kind, sequences, itemCount, options } = steps;
    const { width, blocks, heads, expansion, maxLength } = options;
    const config = { kind, itemCount, width, blocks, heads, expansion, maxLength };
    const random = seededRandom(steps.seed);
    const batches = new SasrecBatches(sequences, itemCount, options, random.fork("batches"));
    if (batches.perEpoch === 0)
      throw new DomainError("NOTHING_TO_TRAIN", "Cannot train: no user has two items in order to learn from");
    const parameters = sasrecParameters(config, random.fork("parameters"));
    const trainer = await openTrainer({
      parameters,
      loss: sasrecLoss(config, options.loss, options.dropoutRate),
      learningRate: options.learningRate,
      ...(options.rowUpdates && { rowUpdates: batches.rowUpdates }),
      backend: steps.backend,
      threads: steps.threads,
      seed: random.fork("dropout").int(SEED_RANGE),
    });
    const shapes = mapRecord(parameters, ({ shape }) => shape); // without the values: a large table is held once
    return new SasrecSteps(config, shapes, batches, trainer, steps);
  }

  /** Steps an epoch. */
  get perEpoch(): number {
    return this.batches.perEpoch;
  }

  /**
   * Trains, a step each time the next value is asked for; it never ends by itself.
   *
   * @throws {DomainError} `CANCELLED`; `TRAINING_FAILED` if the loss is not a finite number.
   */
  async *run(): AsyncGenerator<TrainedStep, never> {
    const { clock, signal } = this.request;
    let step = 0;
    for (let epoch = 1; ; epoch++) {
      let left = this.perEpoch;
      for (const { bucket, shapes, feeds } of this.batches.epoch(epoch)) {
        await setImmediate(); // The eager backends never leave the thread: signals and timers get their turn here
        throwIfCancelled(signal);
        const before = clock();
        if (!this.buckets.has(bucket)) this.trainer.addBucket(bucket, shapes);
        this.buckets.add(bucket);
        const loss = await this.trainer.step(bucket, feeds);
        step++;
        if (!Number.isFinite(loss)) throw failed(loss, epoch, step);
        this.average?.observe(step, () => this.newestParameters());
        yield { epoch, step, loss, milliseconds: clock() - before, endsEpoch: --left === 0 };
      }
    }
  }

  /**
   * The parameters that the steps so far lead to, copied: their running mean where the options ask for it, else the
   * newest.
   */
  parameters(): Record<string, InitialParameter> {
    const mean = this.average?.parameters;
    return mean ? mapRecord(mean, ({ shape, data }) => ({ shape, data: data.slice() })) : this.newestParameters();
  }

  /** Frees the trainer. */
  close(): Promise<void> {
    return this.trainer.close();
  }

  private newestParameters(): Record<string, InitialParameter> {
    const values = this.trainer.parameters();
    return mapRecord(this.shapes, (shape, name) => ({ shape, data: values[name]! }));
  }
}

function failed(loss: number, epoch: number, step: number): DomainError {
  return new DomainError(
    "TRAINING_FAILED",
    `Cannot go on training: the loss is ${loss} in epoch ${epoch}, step ${step}; a finite number is wanted`,
  );
}
