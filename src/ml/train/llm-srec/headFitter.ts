/** @file Heads fitted on cached states. Axes: B users, P positions, S items of a step, D width, E of the teacher, F of item features. */
import type { Random } from "../../data/seededRandom.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import { itemVectors } from "../../llm-srec/itemVectors.js";
import { dropout } from "../../nn/dropout.js";
import { mapRecord } from "../../runtime/mapRecord.js";
import {
  type BatchFeeds,
  type BatchShapes,
  type InitialParameter,
  type Loss,
  openTrainer,
  type Trainer,
} from "../../runtime/trainer.js";
import type { CachedStates, TrainingExamples } from "./cachedStates.js";
import { type ItemSample, sampleItems } from "./catalogueSoftmax.js";
import { headLoss } from "./headLoss.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";
import { ParameterAverage } from "../parameterAverage.js";
import { rowsOf } from "./stateReader.js";

const SEED_RANGE = 2 ** 31;
const FEWEST_USERS = 16;

type Parameters = Readonly<Record<string, InitialParameter>>;

/** What a fit reads. */
export interface HeadFitOptions {
  readonly examples: TrainingExamples;
  readonly cached: CachedStates;
  /** What soft tokens are made from, `[N + 1, F]`. */
  readonly features: VectorTable;
  /** What their titles are matched by, `[N + 1, K]`; null where they are not. */
  readonly matches: VectorTable | null;
  /** See `TrainingParts`. */
  readonly titlesOf: (histories: readonly Int32Array[]) => VectorTable | null;
  readonly options: LlmSrecOptions;
  readonly threads: number;
  readonly random: Random;
}

/** The names of the parameters that heads consist of, and that the options use. */
export function headNames(parameters: Parameters, options: LlmSrecOptions): string[] {
  const { readOut, distillationWeight, uniformityWeight } = options;
  const heads = readOut.teacherUserOnly
    ? ["userResidual", "itemHead", "itemResidual"]
    : ["userHead", "itemHead", "lastItemHead", "userResidual", "itemResidual"];
  heads.push("titleMatch");
  if (!readOut.teacherUserOnly && (distillationWeight > 0 || uniformityWeight > 0)) heads.push("teacherHead");
  return Object.keys(parameters).filter((name) => heads.some((head) => name.startsWith(`${head}.`)));
}

/** Passes over the examples by Adam; the language model is not asked. What is handed out is a mean over the steps. */
export class HeadFitter {
  private readonly average: ParameterAverage | null;
  private steps = 0;

  private constructor(
    private readonly fit: HeadFitOptions,
    private readonly trainer: Trainer,
    private readonly shape: { readonly users: number; readonly positions: number; readonly sample: number },
    private readonly shapes: Readonly<Record<string, readonly number[]>>,
  ) {
    const { averagingPower } = fit.options;
    this.average = averagingPower === null ? null : new ParameterAverage(averagingPower);
  }

  /** @param parameters Those of `headNames` are trained, the others are left alone. */
  static async open(parameters: Parameters, fit: HeadFitOptions, learningRate: number): Promise<HeadFitter> {
    const { examples, options, threads, random, features, cached } = fit;
    const [userCount, positionCount] = [examples.targets.length, examples.positionTargets.length];
    const share = userCount / (userCount + positionCount);
    const users = Math.min(userCount, Math.max(FEWEST_USERS, Math.round(options.cachedBatch * share)));
    const positions = Math.min(positionCount, Math.max(1, Math.round((users / userCount) * positionCount)));
    const itemCount = features.values.length / features.width - 1;
    const sample = Math.min(itemCount, options.catalogueSample);
    const width = cached.statistics.out.means.length;
    const trained = Object.fromEntries(headNames(parameters, options).map((name) => [name, parameters[name]!]));
    const trainer = await openTrainer({
      parameters: trained,
      loss: cachedLoss(options),
      batch: batchShapes({
        users,
        positions,
        sample,
        width,
        teacherWidth: examples.teachers.width,
        featureWidth: features.width,
        matchWidth: fit.matches?.width ?? 0,
      }),
      learningRate,
      backend: "onnx",
      threads,
      seed: random.fork("dropout").int(SEED_RANGE),
    });
    return new HeadFitter(
      fit,
      trainer,
      { users, positions, sample },
      mapRecord(trained, ({ shape }) => shape),
    );
  }

  /** One pass; returns the mean loss. */
  async pass(number: number, onStep?: () => void): Promise<number> {
    const { examples, random } = this.fit;
    const { users, positions } = this.shape;
    const stream = random.fork(`pass ${number}`);
    const [userOrder, positionOrder] = [counted(examples.targets.length), counted(examples.positionTargets.length)];
    stream.shuffle(userOrder);
    stream.shuffle(positionOrder);
    const steps = Math.ceil(userOrder.length / users);
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      const chosen = around(userOrder, step * users, users);
      const places = around(positionOrder, step * positions, positions);
      sum += await this.trainer.step("default", this.feeds(chosen, places, stream));
      this.average?.observe(++this.steps, () => this.newest());
      onStep?.();
    }
    return sum / steps;
  }

  /** The heads as they are now; a copy. */
  heads(): Record<string, InitialParameter> {
    const mean = this.average?.parameters;
    return mean ? mapRecord(mean, ({ shape, data }) => ({ shape, data: data.slice() })) : this.newest();
  }

  private newest(): Record<string, InitialParameter> {
    const values = this.trainer.parameters();
    return mapRecord(this.shapes, (shape, name) => ({ shape, data: values[name]! }));
  }

  /** Frees the graph. */
  close(): Promise<void> {
    return this.trainer.close();
  }

  /** Some items count as ones that the teacher does not know, so that a title alone can stand for an item. */
  private someForgotten(taken: Float32Array, random: Random): Float32Array {
    const { features, examples, options } = this.fit;
    if (options.unseenShare === 0) return taken;
    for (let at = 0; at < taken.length; at += features.width)
      if (random.next() < options.unseenShare) taken.fill(0, at, at + examples.teachers.width);
    return taken;
  }

  private titleFeeds(newest: Int32Array, positions: Int32Array, items: Int32Array): BatchFeeds {
    const { examples, matches, titlesOf } = this.fit;
    if (matches === null) return {};
    const at = (places: Int32Array) => titlesOf(Array.from(places, (place) => examples.prefixes[place]!))!.values;
    return { titles: at(newest), positionTitles: at(positions), matches: rowsOf(matches, items) };
  }

  private feeds(users: Int32Array, positions: Int32Array, random: Random): BatchFeeds {
    const { examples, cached, features } = this.fit;
    const width = cached.statistics.out.means.length;
    const table = (values: Float32Array): VectorTable => ({ width, values });
    const newest = users.map((user) => examples.offsets[user + 1]! - 1);
    const targets = Int32Array.from([
      ...users.map((user) => examples.targets[user]!),
      ...positions.map((position) => examples.positionTargets[position]!),
    ]);
    const itemCount = features.values.length / features.width - 1;
    const sample: ItemSample = sampleItems(targets, itemCount, this.shape.sample, random);
    return {
      ...this.titleFeeds(newest, positions, sample.rows),
      out: rowsOf(table(cached.out), users),
      lastItem: rowsOf(table(cached.positions), newest),
      teacher: rowsOf(examples.teachers, users),
      positions: rowsOf(table(cached.positions), positions),
      positionTeachers: rowsOf(examples.positionTeachers, positions),
      items: rowsOf(table(cached.items), sample.rows),
      itemFeatures: this.someForgotten(rowsOf(features, sample.rows), random),
      targets: sample.targets.subarray(0, users.length),
      positionTargets: sample.targets.subarray(users.length),
      corrections: sample.corrections,
    };
  }
}

function cachedLoss(options: LlmSrecOptions): Loss {
  return (weights, batch, source) => {
    const of = (name: string) => batch[name]!;
    const noisy = (name: string) => dropout(of(name), options.dropoutRate, source);
    const { matches, titles, positionTitles } = batch;
    const itemReadings = { out: noisy("items"), features: noisy("itemFeatures"), ...(matches && { matches }) };
    const items = itemVectors(weights, itemReadings, options.readOut); // [S, V]
    const readings = {
      ...(titles && { titles }),
      ...(positionTitles && { positionTitles }),
      out: noisy("out"),
      lastItem: noisy("lastItem"),
      teacher: noisy("teacher"),
      positions: noisy("positions"),
      positionTeachers: noisy("positionTeachers"),
    };
    const targets = { targets: of("targets"), positionTargets: of("positionTargets"), corrections: of("corrections") };
    return headLoss(weights, readings, items, targets, options);
  };
}

function batchShapes(sizes: {
  readonly users: number;
  readonly positions: number;
  readonly sample: number;
  readonly width: number;
  readonly teacherWidth: number;
  readonly featureWidth: number;
  readonly matchWidth: number;
}): BatchShapes {
  const { users, positions, sample, width, teacherWidth, featureWidth, matchWidth } = sizes;
  const floats = (...shape: number[]) => ({ shape, dtype: "float32" }) as const;
  return {
    out: floats(users, width),
    lastItem: floats(users, width),
    teacher: floats(users, teacherWidth),
    positions: floats(positions, width),
    positionTeachers: floats(positions, teacherWidth),
    items: floats(sample, width),
    itemFeatures: floats(sample, featureWidth),
    targets: { shape: [users], dtype: "int32" },
    positionTargets: { shape: [positions], dtype: "int32" },
    corrections: floats(sample),
    ...(matchWidth > 0 && {
      titles: floats(users, matchWidth),
      positionTitles: floats(positions, matchWidth),
      matches: floats(sample, matchWidth),
    }),
  };
}

function counted(length: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => index);
}

/** As many as are wanted from a place on; after the last comes the first. */
function around(order: Int32Array, first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => order[(first + index) % order.length]!);
}
