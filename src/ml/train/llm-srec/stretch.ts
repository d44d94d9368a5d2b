/**
 * @file Steps through the frozen language model: soft tokens learn, heads follow slowly.
 *
 * Items come from cached vectors, all of them alike: where the vectors of a batch's own targets were fresh and the others
 * cached, the model would learn to tell fresh from cached, and fresh means target.
 * Axes: B users, K items of a window, S items of the sample, D width, E of the teacher, V of vectors.
 */
import type { Random } from "../../data/seededRandom.js";
import type { AdamOptimizer } from "../../llm-srec/adamOptimizer.js";
import { FrozenGradients } from "../../llm-srec/frozenGradients.js";
import type { FrozenGraphsOptions } from "../../llm-srec/frozenGraphs.js";
import { llmSrecFeed } from "../../llm-srec/llmSrecFeed.js";
import { promptFeeds, type VectorTable } from "../../llm-srec/promptFeeds.js";
import { promptReadings, type SoftTokenOptions } from "../../llm-srec/promptReadings.js";
import type { ShapedFeeds } from "../../llm-srec/shapedFeeds.js";
import { tf } from "../../trace/tensorflow.js";
import { before, type StateStatistics, type TrainingExamples } from "./cachedStates.js";
import { sampleItems } from "./catalogueSoftmax.js";
import type { Corpus, PromptHistory } from "./corpus.js";
import { headLoss } from "./headLoss.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";
import type { Standardization } from "./standardization.js";
import { rowsOf } from "./stateReader.js";

/** Batches that are drawn together and cut by length, so that little of a batch is padding. */
const BATCHES_TOGETHER = 4;
const HALF = 0.5;

/** What steps are made of. */
export interface StretchOptions {
  readonly corpus: Corpus;
  readonly examples: TrainingExamples;
  readonly itemFeatures: VectorTable;
  /** See `TrainingParts`. */
  readonly titlesOf: (histories: readonly Int32Array[]) => VectorTable | null;
  readonly unseenFeatures: (row: number) => Float32Array;
  readonly graphs: FrozenGraphsOptions;
  readonly soft: SoftTokenOptions;
  readonly options: LlmSrecOptions;
  readonly trained: readonly string[];
}

/** What the items and statistics of a stretch are; they do not change while it lasts. */
export interface StretchConstants {
  /** `[N + 1, V]` */
  readonly itemVectors: Float32Array;
  readonly statistics: StateStatistics;
}

/** Users that were drawn and whose turn is to come. */
export interface WaitingUsers {
  readonly queue: readonly number[];
  readonly batches: readonly (readonly number[])[];
}

/** Trains through the language model; graphs, and the users whose turn is to come, are kept from stretch to stretch. */
export class StretchTrainer {
  private readonly gradients: FrozenGradients;
  /** All users have a turn before any has another, so it goes on from one stretch to the next. */
  private waiting: WaitingUsers = { queue: [], batches: [] };

  constructor(private readonly stretch: StretchOptions) {
    const { options, soft } = stretch;
    this.gradients = new FrozenGradients({ ...stretch.graphs, trained: stretch.trained }, (decoder, weights, batch) => {
      const feed = (name: string) => llmSrecFeed(batch, name);
      const { out, items } = promptReadings(decoder, weights, batch, "user", soft); // [B, D], [S, D]
      const by = (states: tf.Tensor, name: string) => tf.mul(tf.sub(states, feed(`${name}Mean`)), feed(`${name}Scale`));
      const positions = by(items, "lastItem"); // [B K, D]
      const readings = {
        out: by(out, "out"),
        lastItem: tf.gather(positions, feed("newest")),
        teacher: feed("teacher"),
        positions,
        positionTeachers: feed("positionTeachers"),
        ...(batch["titles"] && { titles: batch["titles"] }),
        ...(batch["positionTitles"] && { positionTitles: batch["positionTitles"] }),
      };
      return headLoss(weights, readings, feed("itemVectors"), { targets: feed("targets"), positionTargets: feed("positionTargets"), corrections: feed("corrections") }, options); // prettier-ignore
    });
  }

  /** One step; returns the loss before it. */
  async step(adam: AdamOptimizer, constants: StretchConstants, random: Random): Promise<number> {
    const { options } = this.stretch;
    const { loss, gradients } = await this.gradients.of(
      adam.parameters,
      this.feeds(this.nextUsers(random), constants, random),
    );
    if (options.softClip !== null) clip(gradients, options.softClip);
    adam.step(gradients);
    return loss;
  }

  close(): Promise<void> {
    return this.gradients.close();
  }

  /** For a checkpoint. */
  get waitingUsers(): WaitingUsers {
    return this.waiting;
  }

  /** Goes on with the users that an earlier run had drawn. */
  resume(waiting: WaitingUsers): void {
    this.waiting = waiting;
  }

  private nextUsers(random: Random): readonly number[] {
    const { queue, batches } = this.waiting.batches.length === 0 ? this.drawn(random) : this.waiting;
    this.waiting = { queue, batches: batches.slice(0, -1) };
    return batches.at(-1)!;
  }

  private drawn(random: Random): WaitingUsers {
    const { options, examples } = this.stretch;
    const count = examples.targets.length;
    const size = Math.min(options.batchSize, count);
    const queue = [...this.waiting.queue];
    while (queue.length < BATCHES_TOGETHER * size) {
      const order = Int32Array.from({ length: count }, (_, index) => index);
      random.shuffle(order);
      queue.push(...order);
    }
    const chosen = queue.splice(0, BATCHES_TOGETHER * size);
    const length = (user: number) => Math.min(examples.histories[user]!.rows.length, options.window);
    chosen.sort((one, other) => length(one) - length(other));
    const order = Int32Array.from({ length: BATCHES_TOGETHER }, (_, index) => index);
    random.shuffle(order);
    const batches = Array.from(order, (batch) => chosen.slice(batch * size, (batch + 1) * size));
    return { queue, batches };
  }

  private feeds(users: readonly number[], constants: StretchConstants, random: Random): ShapedFeeds {
    const { corpus, examples, itemFeatures, options } = this.stretch;
    const { window } = options;
    const cuts = users.map((user) => this.cut(user, random));
    const batch = corpus.userBatch(cuts.map(({ history }) => corpus.userPrompt(history)));
    const prompts = promptFeeds("user", batch, itemFeatures);
    this.forgetSome(prompts.feeds["user.items"] as Float32Array, batch.rows, random);
    const positionTargets = new Int32Array(users.length * window);
    const teachers = new Float32Array(users.length * examples.teachers.width);
    const positionTeachers = new Float32Array(users.length * window * examples.teachers.width);
    const newest = new Int32Array(users.length);
    const prefixes: Int32Array[] = Array.from({ length: users.length * window }, () => new Int32Array(0));
    let position = 0;
    for (const [at, { history, first, last }] of cuts.entries()) {
      const told = Math.min(history.rows.length, window);
      teachers.set(rowsOf(examples.positionTeachers, [last]), at * examples.teachers.width);
      for (let place = Math.max(first, last - told + 1); place <= last; place++) {
        // A cut may tell items that are older than any example of this user.
        const slot = position + told - 1 - (last - place);
        positionTargets[slot] = examples.positionTargets[place]!;
        positionTeachers.set(rowsOf(examples.positionTeachers, [place]), slot * examples.teachers.width);
        prefixes[slot] = examples.prefixes[place]!;
      }
      position += told;
      newest[at] = position - 1;
    }
    const titles = this.stretch.titlesOf(cuts.map(({ history }) => history.rows)); // [B, K]
    const positionTitles = this.stretch.titlesOf(prefixes); // [P, K]
    const targets = Int32Array.from(cuts, ({ target }) => target);
    const sample = sampleItems(Int32Array.from([...targets, ...positionTargets]), corpus.itemCount, Math.min(corpus.itemCount, options.catalogueSample), random); // prettier-ignore
    const width = constants.itemVectors.length / (corpus.itemCount + 1);
    const itemVectors = rowsOf({ width, values: constants.itemVectors }, sample.rows);
    const floats = (...shape: number[]) => ({ shape, dtype: "float32" }) as const;
    const [B, P, E, S] = [users.length, positionTargets.length, examples.teachers.width, sample.rows.length];
    return {
      shapes: {
        ...prompts.shapes,
        teacher: floats(B, E),
        positionTeachers: floats(P, E),
        newest: { shape: [B], dtype: "int32" },
        targets: { shape: [B], dtype: "int32" },
        positionTargets: { shape: [P], dtype: "int32" },
        corrections: floats(S),
        itemVectors: floats(S, width),
        ...(titles && { titles: floats(B, titles.width), positionTitles: floats(P, titles.width) }),
        ...statisticShapes(constants.statistics),
      },
      feeds: {
        ...prompts.feeds,
        teacher: teachers,
        positionTeachers,
        newest,
        targets: sample.targets.subarray(0, B),
        positionTargets: sample.targets.subarray(B),
        corrections: sample.corrections,
        itemVectors,
        ...(titles && positionTitles && { titles: titles.values, positionTitles: positionTitles.values }),
        ...statisticFeeds(constants.statistics),
      },
    };
  }

  /** The whole history half of the time, else its beginning up to a random position. */
  private cut(user: number, random: Random): { history: PromptHistory; target: number; first: number; last: number } {
    const { examples, options } = this.stretch;
    const [first, end] = [examples.offsets[user]!, examples.offsets[user + 1]!];
    const whole = examples.histories[user]!;
    const isWhole = options.positions === "last" || random.next() < HALF;
    const last = isWhole ? end - 1 : first + random.int(end - first);
    const history = before(whole, whole.rows.length - (end - 1 - last));
    return { history, target: examples.positionTargets[last]!, first, last };
  }

  /** Some items count as new ones, so that their soft tokens are learned from the title alone. */
  private forgetSome(features: Float32Array, rows: Int32Array, random: Random): void {
    const { options, itemFeatures, unseenFeatures } = this.stretch;
    if (options.unseenShare === 0) return;
    for (const [at, row] of rows.entries())
      if (row !== 0 && random.next() < options.unseenShare) features.set(unseenFeatures(row), at * itemFeatures.width);
  }
}

const STATISTICS = ["out", "lastItem"] as const;

function statisticShapes(statistics: StateStatistics): ShapedFeeds["shapes"] {
  return Object.fromEntries(
    STATISTICS.flatMap((name) => {
      const shape = { shape: [statistics[name].means.length], dtype: "float32" } as const;
      return [
        [`${name}Mean`, shape],
        [`${name}Scale`, shape],
      ];
    }),
  );
}

function statisticFeeds(statistics: StateStatistics): ShapedFeeds["feeds"] {
  return Object.fromEntries(
    STATISTICS.flatMap((name) => {
      const { means, deviations }: Standardization = statistics[name];
      return [
        [`${name}Mean`, means],
        [`${name}Scale`, deviations.map((deviation) => 1 / deviation)],
      ];
    }),
  );
}

/** Cuts the gradient of the soft tokens to a length; those of the heads stay. */
function clip(gradients: Readonly<Record<string, Float32Array>>, longest: number): void {
  const soft = Object.entries(gradients).filter(([name]) => isSoft(name));
  let square = 0;
  for (const [, gradient] of soft) for (const slope of gradient) square += slope * slope;
  const scale = longest / Math.max(longest, Math.sqrt(square));
  if (scale < 1) for (const [, gradient] of soft) for (let at = 0; at < gradient.length; at++) gradient[at]! *= scale;
}

/** Whether a parameter makes soft tokens. */
export function isSoft(name: string): boolean {
  return name === "userOut" || name === "itemOut" || name.startsWith("itemMap.") || name.startsWith("userMap.");
}
