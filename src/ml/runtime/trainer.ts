import type { tf } from "../trace/tensorflow.js";
import type { DropoutSource } from "./dropoutSource.js";
import { EagerTrainer } from "./eagerTrainer.js";
import { loadEagerBackend } from "./eagerBackend.js";
import { OnnxTrainer } from "./onnxTrainer.js";
import { trainingPlan } from "./trainingPlan.js";

/** Where training runs: the traced graph on ONNX Runtime, or the same ops eagerly on a TensorFlow.js backend. */
export type TrainingBackend = "onnx" | "cpu" | "tfjs-node-gpu";

/** The shapes and element types of a batch's tensors. */
export type BatchShapes = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly dtype: "int32" | "float32" }>
>;

/** A batch's values, row-major. */
export type BatchFeeds = Readonly<Record<string, Int32Array | Float32Array>>;

/** A parameter's shape and first values, row-major. */
export interface InitialParameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Says which parameter is a table of which a batch touches few rows, and what of the batch names its rows. */
export interface RowUpdates {
  /** Of shape `[N, D]`. */
  readonly parameter: string;
  /** Int32 feeds whose values are rows of it; the loss must reach the table through these alone. */
  readonly feeds: readonly string[];
}

/**
 * The loss of a batch, in TensorFlow.js ops. Called once per bucket by the tracer, and at every step by the eager
 * backends: it must depend on its arguments alone, and draw random numbers from `dropout` only.
 */
export type Loss = (
  parameters: Readonly<Record<string, tf.Tensor>>,
  batch: Readonly<Record<string, tf.Tensor>>,
  dropout: DropoutSource,
) => tf.Scalar;

/** How far a step goes: always alike, or by the number of the step, from 1. */
export type LearningRate = number | ((step: number) => number);

/** What to train, and how. */
export interface TrainerOptions {
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly loss: Loss;
  /** The batch of the bucket "default"; further ones by `Trainer.addBucket`. */
  readonly batch?: BatchShapes;
  readonly learningRate: LearningRate;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Updates only the rows that a batch names, see `RowTable`; without it, all of every parameter. */
  readonly rowUpdates?: RowUpdates;
  readonly backend: TrainingBackend;
  /** Threads of ONNX Runtime, 1 or more; the eager backends ignore it. */
  readonly threads: number;
  /** Of the dropout masks: a 32 bit integer. */
  readonly seed: number;
  /** ONNX Runtime plans all buffers of a batch shape at once: more memory, for at most a little time. Default: off. */
  readonly enableMemPattern?: boolean;
}

/** Parameters in training. One call at a time: the next step starts when the one before it has ended. */
export interface Trainer {
  /**
   * Makes batches of further shapes usable; parameters and Adam's state are shared by all. A bucket's graph is traced
   * and loaded at its first step.
   *
   * @throws {RangeError} If there is a bucket of this name.
   */
  addBucket(name: string, batch: BatchShapes): void;
  /**
   * One step of Adam on one batch.
   *
   * @returns The batch's loss before the step; whether it is finite is for the caller to check.
   * @throws {RangeError} If the bucket is unknown, or the feeds do not fit its shapes.
   */
  step(bucket: string, feeds: BatchFeeds): Promise<number>;
  /** Copies of the parameters as they are now. */
  parameters(): Record<string, Float32Array>;
  /** Frees sessions and tensors; the trainer is of no use after it. */
  close(): Promise<void>;
}

/**
 * Starts training from initial parameters, which are copied. A batch given in the options makes the bucket "default".
 *
 * @throws {DomainError} `BACKEND_UNAVAILABLE` if an optional backend is not installed.
 * @throws {RangeError} If a parameter's values do not fill its shape.
 */
export async function openTrainer(options: TrainerOptions): Promise<Trainer> {
  const plan = trainingPlan(options);
  const trainer =
    options.backend === "onnx"
      ? new OnnxTrainer(plan, { threads: options.threads, enableMemPattern: options.enableMemPattern ?? false })
      : new EagerTrainer(plan, await loadEagerBackend(options.backend));
  if (options.batch) trainer.addBucket("default", options.batch);
  return trainer;
}
