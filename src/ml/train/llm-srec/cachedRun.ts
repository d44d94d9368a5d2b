/**
 * @file Heads fitted on cached states, in turn with stretches through the frozen language model.
 *
 * Departs from Kim et al., KDD 2025, 3.3, as docs/decisions/0090 tells: the paper steps through the model alone.
 */
import { AdamOptimizer } from "../../llm-srec/adamOptimizer.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { throwIfCancelled } from "../throwIfCancelled.js";
import { type CachedStates, cacheStates, type TrainingExamples, trainingExamples } from "./cachedStates.js";
import { checkLoss } from "./checkLoss.js";
import { type CheckpointPlace, readCheckpoint, saveCheckpoint } from "./checkpoint.js";
import { HeadFitter, headNames } from "./headFitter.js";
import type { LlmSrecTraining, TrainedLlmSrec } from "./llmSrecTraining.js";
import { RunClock } from "./runClock.js";
import { isSoft, StretchTrainer, type WaitingUsers } from "./stretch.js";
import type { TrainingParts } from "./trainingParts.js";
import { Validator, type LlmSrecValidation } from "./validator.js";

const MS_PER_SECOND = 1_000;
const PASSES_PER_VALIDATION = 3;
/** A round is not begun where there is less time than this many readings of all states take. */
const ROUND_READINGS = 2;

type Parameters = Readonly<Record<string, InitialParameter>>;

/** A fit of the heads: after which stretch, how long, how fast. */
interface HeadFit {
  readonly round: number;
  readonly passes: number;
  readonly rate: number;
}

/** What a run works with. */
interface CachedWork {
  readonly examples: TrainingExamples;
  readonly validator: Validator;
  readonly stretches: StretchTrainer;
  readonly checkpoints: CheckpointPlace;
}

/** What a checkpoint tells besides what all of them do. */
interface CachedProgress {
  readonly times: RunTimes;
  readonly waiting: WaitingUsers;
}

/** In milliseconds. */
interface RunTimes {
  /** Of all steps through the language model. */
  readonly steps: number;
  /** How long the states took to read the last time: after a stretch they are read again. */
  readonly reading: number;
  /** Of that, the validation users: the end reads them once more. */
  readonly users: number;
}

/** A training by the recipe `default`. */
export class CachedRun {
  private readonly validations: LlmSrecValidation[] = [];
  private parameters: Parameters;
  private states: CachedStates | null = null;
  private times: RunTimes = { steps: 0, reading: 0, users: 0 };
  private sinceBest = 0;

  private constructor(
    private readonly training: LlmSrecTraining,
    private readonly time: RunClock,
    private readonly parts: TrainingParts,
    private readonly work: CachedWork,
  ) {
    this.parameters = parts.initial;
  }

  static async open(
    training: LlmSrecTraining,
    parts: TrainingParts,
    time: RunClock,
    checkpoints: CheckpointPlace,
  ): Promise<CachedRun> {
    const { split, teacher, options } = training;
    const users = chosenUsers(training, parts);
    const examples = await trainingExamples(split, users, options.window, teacher);
    const validator = await Validator.open({ ...training, parts });
    const { corpus, graphs, softTokenScale, features, titlesOf, initial } = parts;
    const stretches = new StretchTrainer({
      ...{ corpus, examples, graphs, options, titlesOf, itemFeatures: features },
      soft: { softTokenScale, hasUserRepresentation: options.hasUserRepresentation },
      unseenFeatures: (row) => unseenFeatures(parts, row),
      trained: Object.keys(steppedParameters(initial, training)),
    });
    return new CachedRun(training, time, parts, { examples, validator, stretches, checkpoints });
  }

  /** Trains until validation stops improving, the stretches or the budget are spent. */
  async train(): Promise<TrainedLlmSrec> {
    const { options } = this.training;
    const from = await this.resume();
    if (from === 0) await this.fitHeads({ round: 0, passes: options.firstPasses, rate: options.firstRate });
    for (let round = Math.max(1, from); round <= options.stretches && options.stretchSteps > 0; round++) {
      if (this.sinceBest >= options.patience || !this.hasTimeForRound()) break;
      this.states ??= await this.cacheStates();
      await this.stretch(round);
      await this.fitHeads({ round, passes: options.laterPasses, rate: options.laterRate });
    }
    const rankings = await this.work.validator.finish();
    const { parts, validations, work } = this;
    return { parts, best: work.validator.best, rankings, validations, stepSeconds: this.times.steps / MS_PER_SECOND };
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.work.validator.close();
    await this.work.stretches.close();
  }

  /** After a break the states have to be read before the stretch, too. */
  private hasTimeForRound(): boolean {
    const readings = ROUND_READINGS + (this.states === null ? 1 : 0);
    return this.time.hasTimeFor(readings * this.times.reading + this.times.users);
  }

  /** The round to go on with; 0 where there is nothing to go on from. */
  private async resume(): Promise<number> {
    const saved = await readCheckpoint<CachedProgress>(this.work.checkpoints);
    if (saved === null) return 0;
    this.parameters = saved.parameters;
    this.work.validator.resume(saved.best);
    this.validations.push(...saved.validations);
    this.sinceBest = saved.sinceBest;
    this.time.resume(saved.spentMs);
    this.times = saved.own.times;
    this.work.stretches.resume(saved.own.waiting);
    return saved.round + 1;
  }

  private async stretch(round: number): Promise<void> {
    const { options, clock, signal, onProgress } = this.training;
    const states = this.states!;
    const itemVectors = await this.work.validator.itemVectors(this.parameters, states);
    const constants = { itemVectors, statistics: states.statistics };
    const adam = new AdamOptimizer(steppedParameters(this.parameters, this.training), {
      learningRate: (name) => (isSoft(name) ? options.softRate : options.headRate),
    });
    const random = this.parts.random.fork(`stretch ${round}`);
    let sum = 0;
    for (let step = 1; step <= options.stretchSteps; step++) {
      throwIfCancelled(signal);
      const beforeMs = clock();
      const loss = await this.work.stretches.step(adam, constants, random);
      sum += checkLoss(loss, `step ${step} of stretch ${round}`);
      this.times = { ...this.times, steps: this.times.steps + clock() - beforeMs };
      const fraction = this.time.fraction((round - 1 + step / options.stretchSteps) / (options.stretches + 1));
      onProgress?.({ epoch: round, epochs: options.stretches, loss: sum / step, fraction });
      if (!this.time.hasTimeFor(this.times.reading + this.times.users)) break;
    }
    this.parameters = { ...this.parameters, ...adam.parameters };
  }

  private cacheStates(): Promise<CachedStates> {
    const { isStandardised } = this.training.options;
    const { reader, config } = this.parts;
    return cacheStates(reader, this.parameters, this.work.examples, { isStandardised, width: config.llmWidth });
  }

  private async readStates(): Promise<void> {
    const { clock } = this.training;
    const beforeMs = clock();
    this.states = await this.cacheStates();
    const usersMs = clock();
    await this.work.validator.readUsers(this.parameters);
    const endMs = clock();
    this.times = { ...this.times, reading: endMs - beforeMs, users: endMs - usersMs };
  }

  /** Reads all states anew, and fits the heads on them; what does best on the validation items goes on. */
  private async fitHeads({ round, passes, rate }: HeadFit): Promise<void> {
    const { options, threads, signal, onProgress } = this.training;
    await this.readStates();
    const { features, matches, titlesOf, random } = this.parts;
    const fitter = await HeadFitter.open(
      this.parameters,
      { examples: this.work.examples, cached: this.states!, features, matches, titlesOf, options, threads, random: random.fork(`heads ${round}`) }, // prettier-ignore
      rate,
    );
    let best: { readonly value: number; readonly parameters: Parameters } | null = null;
    let hasImproved = false;
    try {
      for (let pass = 1; pass <= passes; pass++) {
        const mean = await fitter.pass(pass, () => {
          throwIfCancelled(signal);
        });
        const loss = checkLoss(mean, `pass ${pass} after stretch ${round}`);
        const fraction = this.time.fraction(round / (options.stretches + 1));
        onProgress?.({ epoch: round, epochs: options.stretches, loss, fraction });
        const isOver = !this.time.hasTimeFor(this.times.users);
        if (pass % PASSES_PER_VALIDATION !== 0 && pass !== passes && !isOver) continue;
        const parameters = { ...this.parameters, ...fitter.heads() };
        const look = await this.look(parameters, { round, passes: pass, loss });
        // Of values that cannot be compared, because nobody has a validation item, the last counts.
        if (best === null || !(look.value <= best.value)) best = { value: look.value, parameters };
        hasImproved ||= look.isBest;
        if (isOver) break;
      }
    } finally {
      await fitter.close();
    }
    this.parameters = best?.parameters ?? this.parameters;
    this.sinceBest = hasImproved ? 0 : this.sinceBest + 1;
    await this.save(round);
  }

  private async look(parameters: Parameters, when: { round: number; passes: number; loss: number }) {
    const { onProgress, onValidation, options } = this.training;
    const { items, statistics } = this.states!;
    const seconds = this.time.usedSeconds;
    const look = await this.work.validator.look(parameters, { items, statistics }, { ...when, seconds });
    this.validations.push(look.validation);
    onValidation?.(look.validation);
    const fraction = this.time.fraction(when.round / (options.stretches + 1));
    onProgress?.({ metric: look.validation.rows[options.selectBy].full["NDCG@10"], fraction, important: true });
    return look;
  }

  private save(round: number): Promise<void> {
    const { parameters, sinceBest, validations, times, work } = this;
    return saveCheckpoint<CachedProgress>(work.checkpoints, {
      ...{ round, sinceBest, parameters, validations, spentMs: this.time.usedMs },
      own: { times, waiting: work.stretches.waitingUsers },
      best: work.validator.best,
    });
  }
}

/** What steps through the language model change: soft tokens of users, and what reads them. */
function steppedParameters(parameters: Parameters, { options }: LlmSrecTraining): Record<string, InitialParameter> {
  const heads = headNames(parameters, options).filter((name) => !name.startsWith("item"));
  const soft = Object.keys(parameters).filter((name) => isSoft(name) && name !== "itemOut");
  return Object.fromEntries([...soft, ...heads].map((name) => [name, parameters[name]!]));
}

/** Users with two training items or more; a seeded choice where there are too many. */
function chosenUsers({ split: { train }, options }: LlmSrecTraining, { random }: TrainingParts): number[] {
  const able = Int32Array.from([...train.keys()].filter((user) => train[user]!.length >= 2));
  random.fork("cached users").shuffle(able);
  return [...able.subarray(0, options.cachedUsers).sort()];
}

/** What an item's soft token is made from where the teacher does not know it: the mean of its vectors, and the title. */
function unseenFeatures({ features, teacherItems }: TrainingParts, row: number): Float32Array {
  const own = features.values.slice(row * features.width, (row + 1) * features.width);
  return own.fill(0, 0, teacherItems.width);
}
