/**
 * @file LLM-SRec trained as the paper has it: users and the items they are compared with both go through the language model.
 *
 * Source: Kim et al., "Lost in Sequence", KDD 2025, 3.3 and appendix D (arXiv:2502.13909).
 * Departs from it: the patience is the paper's and counts validations that were really made; the batch of an epoch's end
 * is left out where it would be smaller, because graphs have fixed shapes.
 * Axes: B users, C candidates, D, E, V widths.
 */
import type { Random } from "../../data/seededRandom.js";
import { AdamOptimizer } from "../../llm-srec/adamOptimizer.js";
import { candidateItems } from "../../llm-srec/candidateItems.js";
import { drawCandidates } from "../../llm-srec/drawCandidates.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { throwIfCancelled } from "../throwIfCancelled.js";
import { before } from "./cachedStates.js";
import { checkLoss } from "./checkLoss.js";
import { type CheckpointPlace, readCheckpoint, saveCheckpoint } from "./checkpoint.js";
import { trainHistory } from "./corpus.js";
import { FreshSteps } from "./freshSteps.js";
import type { LlmSrecTraining, TrainedLlmSrec } from "./llmSrecTraining.js";
import type { RunClock } from "./runClock.js";
import { noStandardization } from "./standardization.js";
import { isSoft } from "./stretch.js";
import { rowsOf } from "./stateReader.js";
import { teacherVectors } from "./teacher.js";
import type { TrainingParts } from "./trainingParts.js";
import { type LlmSrecValidation, Validator } from "./validator.js";

const MS_PER_SECOND = 1_000;

/** What a run works with. */
interface FreshWork {
  readonly validator: Validator;
  readonly steps: FreshSteps;
  /** Users with two training items or more, and the teacher's vectors of their histories. */
  readonly users: readonly number[];
  readonly teachers: Float32Array;
  readonly checkpoints: CheckpointPlace;
}

/** What a checkpoint tells besides what all of them do. */
interface FreshProgress {
  readonly rateFactor: number;
  readonly times: RunTimes;
}

/** In milliseconds. */
interface RunTimes {
  /** Of all steps. */
  readonly steps: number;
  /** Of the last validation. */
  readonly validation: number;
  /** Of that, reading the users: the end reads them once more. */
  readonly users: number;
}

/** A training by the recipe `paper`. */
export class FreshRun {
  private readonly validations: LlmSrecValidation[] = [];
  private adam: AdamOptimizer;
  private rateFactor = 1;
  private sinceBest = 0;
  private times: RunTimes = { steps: 0, validation: 0, users: 0 };

  private constructor(
    private readonly training: LlmSrecTraining,
    private readonly time: RunClock,
    private readonly parts: TrainingParts,
    private readonly work: FreshWork,
  ) {
    this.adam = this.openAdam(parts.initial);
  }

  static async open(
    training: LlmSrecTraining,
    parts: TrainingParts,
    time: RunClock,
    checkpoints: CheckpointPlace,
  ): Promise<FreshRun> {
    const { split, teacher } = training;
    const users = [...split.train.keys()].filter((user) => split.train[user]!.length >= 2);
    const histories = users.map((user) => split.train[user]!.subarray(0, -1));
    const teachers = await teacherVectors(teacher, histories);
    const validator = await Validator.open({ ...training, parts });
    const steps = new FreshSteps(training, parts);
    return new FreshRun(training, time, parts, { validator, steps, users, teachers, checkpoints });
  }

  /** Trains until validation stops improving, the epochs or the budget are spent. */
  async train(): Promise<TrainedLlmSrec> {
    const { options } = this.training;
    const size = Math.min(options.batchSize, this.work.users.length);
    const perEpoch = Math.max(1, Math.floor(this.work.users.length / size));
    // Never less than one: short epochs are validated at every step.
    const between = Math.max(1, Math.floor(perEpoch / options.validationsPerEpoch));
    let step = await this.resume();
    let [sum, count] = [0, 0];
    // A run that goes on may have reached any of its ends before the break.
    const isOver = () => step > 0 && !this.hasTime();
    for (; step < options.epochs * perEpoch && this.sinceBest < options.patience && !isOver(); step++) {
      const epoch = Math.floor(step / perEpoch);
      sum += await this.step(this.batchOf(epoch, step % perEpoch, size), step, perEpoch);
      count++;
      const isLast = step + 1 === options.epochs * perEpoch || !this.hasTime();
      const endsEpoch = (step + 1) % perEpoch === 0;
      if (!isLast && !endsEpoch && ((step % perEpoch) + 1) % between !== 0) continue;
      await this.validate(step + 1, sum / count, { endsEpoch, perEpoch });
      [sum, count] = [0, 0];
      if (isLast) break;
    }
    const rankings = await this.work.validator.finish();
    const { parts, validations, work } = this;
    return { parts, best: work.validator.best, rankings, validations, stepSeconds: this.times.steps / MS_PER_SECOND };
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.work.validator.close();
    await this.work.steps.close();
  }

  /** For one more step, with what has to follow it. */
  private hasTime(): boolean {
    return this.time.hasTimeFor(this.times.validation + this.times.users);
  }

  private async step(places: Int32Array, step: number, perEpoch: number): Promise<number> {
    const { split, options, teacher, clock, signal, onProgress } = this.training;
    throwIfCancelled(signal);
    const beforeMs = clock();
    const users = Array.from(places, (place) => this.work.users[place]!);
    const histories = users.map((user) => before(trainHistory(split, user), split.train[user]!.length - 1));
    const targets = users.map((user) => split.train[user]!.at(-1)!);
    const random = this.parts.random.fork(`step ${step}`);
    const rows = this.candidates(targets, histories.map((history) => history.rows), random); // prettier-ignore
    const candidates = candidateItems(rows, options.negatives === "random" ? rows.length : users.length);
    const teachers = { width: teacher.items.width, values: rowsOf({ width: teacher.items.width, values: this.work.teachers }, places) }; // prettier-ignore
    const { loss, gradients } = await this.work.steps.of(this.adam.parameters, { histories, candidates, teachers });
    this.adam.step(gradients);
    this.times = { ...this.times, steps: this.times.steps + clock() - beforeMs };
    onProgress?.({
      epoch: Math.floor(step / perEpoch) + 1,
      epochs: options.epochs,
      loss,
      fraction: this.time.fraction((step + 1) / (options.epochs * perEpoch)),
    });
    return checkLoss(loss, `step ${step + 1}`);
  }

  /** Rows, the target first; `[B, C]`. */
  private candidates(targets: readonly number[], histories: readonly Int32Array[], random: Random): Int32Array {
    const { options, split } = this.training;
    if (options.negatives === "inBatch")
      return Int32Array.from(targets.flatMap((target, at) => [target, ...targets.filter((_, other) => other !== at)]));
    const users = targets.map((target, at) => ({ target, history: histories[at]! }));
    return drawCandidates(users, options.randomNegatives, split.itemIds.length, random);
  }

  private batchOf(epoch: number, batch: number, size: number): Int32Array {
    const order = Int32Array.from(this.work.users.keys());
    this.parts.random.fork(`epoch ${epoch}`).shuffle(order);
    return order.subarray(batch * size, (batch + 1) * size);
  }

  private async validate(
    step: number,
    loss: number,
    { endsEpoch, perEpoch }: { readonly endsEpoch: boolean; readonly perEpoch: number },
  ): Promise<void> {
    const { options, clock, onProgress, onValidation } = this.training;
    const beforeMs = clock();
    const parameters = copied(this.adam.parameters);
    const cached = await this.itemStates(parameters);
    const usersMs = clock();
    await this.work.validator.readUsers(parameters);
    const users = clock() - usersMs;
    const when = { round: Math.ceil(step / perEpoch), passes: step, seconds: this.time.usedSeconds, loss };
    const { validation, isBest } = await this.work.validator.look(parameters, cached, when);
    this.times = { ...this.times, validation: clock() - beforeMs, users };
    this.validations.push(validation);
    this.sinceBest = isBest ? 0 : this.sinceBest + 1;
    if (options.schedule === "perValidation" || endsEpoch) this.rateFactor *= options.rateDecay;
    onValidation?.(validation);
    const fraction = this.time.fraction(step / (options.epochs * perEpoch));
    onProgress?.({ metric: validation.rows[options.selectBy].full["NDCG@10"], fraction, important: true });
    await this.save(step, parameters);
  }

  private async itemStates(parameters: Readonly<Record<string, InitialParameter>>) {
    const width = this.parts.config.llmWidth;
    const items = await this.parts.reader.readItems(parameters);
    const none = noStandardization(width);
    return { items, statistics: { out: none, lastItem: none, item: none } };
  }

  private openAdam(parameters: Readonly<Record<string, InitialParameter>>): AdamOptimizer {
    const { softRate, headRate } = this.training.options;
    return new AdamOptimizer(parameters, {
      learningRate: (name) => (isSoft(name) ? softRate : headRate) * this.rateFactor,
    });
  }

  /** The step to go on with. */
  private async resume(): Promise<number> {
    const saved = await readCheckpoint<FreshProgress>(this.work.checkpoints);
    if (saved === null) return 0;
    const { moments, parameters } = momentsOf(saved.parameters);
    this.adam = this.openAdam(parameters);
    this.adam.restore(moments, saved.round);
    this.work.validator.resume(saved.best);
    this.validations.push(...saved.validations);
    this.sinceBest = saved.sinceBest;
    this.time.resume(saved.spentMs);
    this.rateFactor = saved.own.rateFactor;
    this.times = saved.own.times;
    return saved.round;
  }

  private save(step: number, parameters: Readonly<Record<string, InitialParameter>>): Promise<void> {
    const { sinceBest, validations, rateFactor, times, work } = this;
    const moments = Object.entries(this.adam.moments()).map(([name, data]) => [`moment/${name}`, { shape: [data.length], data }]); // prettier-ignore
    return saveCheckpoint<FreshProgress>(work.checkpoints, {
      ...{ round: step, sinceBest, validations, spentMs: this.time.usedMs },
      own: { rateFactor, times },
      parameters: { ...parameters, ...(Object.fromEntries(moments) as Record<string, InitialParameter>) },
      best: work.validator.best,
    });
  }
}

function copied(parameters: Readonly<Record<string, InitialParameter>>): Record<string, InitialParameter> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }])); // prettier-ignore
}

function momentsOf(saved: Readonly<Record<string, InitialParameter>>) {
  const moments: Record<string, Float32Array> = {};
  const parameters: Record<string, InitialParameter> = {};
  for (const [name, parameter] of Object.entries(saved)) {
    if (name.startsWith("moment/")) moments[name.slice("moment/".length)] = parameter.data;
    else parameters[name] = parameter;
  }
  return { moments, parameters };
}
