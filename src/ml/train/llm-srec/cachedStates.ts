/** @file What the language model made of a training set, once. Axes: U users, P positions, N items, D width, E of the teacher. */
import type { Split } from "../../data/splitLeaveLastOut.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { type PromptHistory, trainHistory } from "./corpus.js";
import { type Standardization, noStandardization, standardizationOf, standardize } from "./standardization.js";
import type { StateReader, UserStates } from "./stateReader.js";
import { type Teacher, teacherVectors } from "./teacher.js";

/** An example a user: the history before the newest training item; and all positions of the window. */
export interface TrainingExamples {
  readonly histories: readonly PromptHistory[];
  /** Rows, `[U]`. */
  readonly targets: Int32Array;
  /** The teacher's vectors of the histories, `[U, E]`. */
  readonly teachers: VectorTable;
  /** The first position of each user, `[U + 1]`. */
  readonly offsets: Int32Array;
  /** The history up to each position, `[P]`. */
  readonly prefixes: readonly Int32Array[];
  /** The item after each position, `[P]`. */
  readonly positionTargets: Int32Array;
  /** The teacher's vectors of the histories up to each position, `[P, E]`. */
  readonly positionTeachers: VectorTable;
}

/**
 * The examples of some users.
 *
 * @param users Places in the split; each with two training items or more.
 * @param window Items of a prompt.
 */
export async function trainingExamples(
  split: Split,
  users: readonly number[],
  window: number,
  teacher: Teacher,
): Promise<TrainingExamples> {
  const histories = users.map((user) => before(trainHistory(split, user), split.train[user]!.length - 1));
  const targets = Int32Array.from(users, (user) => split.train[user]!.at(-1)!);
  const offsets = new Int32Array(users.length + 1);
  const prefixes: Int32Array[] = [];
  const positionTargets: number[] = [];
  for (const [index, { rows }] of histories.entries()) {
    const whole = split.train[users[index]!]!;
    for (let length = Math.max(0, rows.length - window) + 1; length <= rows.length; length++) {
      prefixes.push(rows.subarray(0, length));
      positionTargets.push(whole[length]!);
    }
    offsets[index + 1] = prefixes.length;
  }
  const { width } = teacher.items;
  const vectors = await teacherVectors(teacher, prefixes);
  // The last position of a user is the whole history.
  const last = new Float32Array(users.length * width);
  for (let index = 0; index < users.length; index++)
    last.set(vectors.subarray((offsets[index + 1]! - 1) * width, offsets[index + 1]! * width), index * width);
  return {
    histories,
    targets,
    teachers: { width, values: last },
    offsets,
    prefixes,
    positionTargets: Int32Array.from(positionTargets),
    positionTeachers: { width, values: vectors },
  };
}

/** The first items of a history. */
export function before({ rows, times }: PromptHistory, length: number): PromptHistory {
  return { rows: rows.subarray(0, length), times: times?.subarray(0, length) ?? null };
}

/** How each kind of state is standardised before a head reads it. */
export interface StateStatistics {
  readonly out: Standardization;
  readonly lastItem: Standardization;
  readonly item: Standardization;
}

/** States of examples and items, standardised. */
export interface CachedStates {
  /** `[U, D]` */
  readonly out: Float32Array;
  /** `[P, D]`; those of a user's newest item are at `offsets[u + 1] - 1`. */
  readonly positions: Float32Array;
  /** `[N + 1, D]` */
  readonly items: Float32Array;
  readonly statistics: StateStatistics;
}

/** Reads the states of all items and examples, and what they are standardised by. */
export async function cacheStates(
  reader: StateReader,
  parameters: Readonly<Record<string, InitialParameter>>,
  examples: TrainingExamples,
  { isStandardised, width }: { readonly isStandardised: boolean; readonly width: number },
): Promise<CachedStates> {
  const items = await reader.readItems(parameters);
  const { out, positions } = await reader.readPositions(parameters, examples.histories, examples.teachers);
  const statisticsOf = (values: Float32Array, first = 0) =>
    isStandardised ? standardizationOf(values, width, first) : noStandardization(width);
  const statistics = { out: statisticsOf(out), lastItem: statisticsOf(positions), item: statisticsOf(items, 1) };
  return {
    out: standardize(out, statistics.out),
    positions: standardize(positions, statistics.lastItem),
    items: standardize(items, statistics.item, 1),
    statistics,
  };
}

/** What heads read of histories, standardised. */
export interface StandardisedUsers {
  /** `[B, D]` each. */
  readonly out: Float32Array;
  readonly lastItem: Float32Array;
}

/** Standardises; the states stay as they are. */
export function standardisedUsers(
  { out, lastItem }: UserStates,
  { out: outBy, lastItem: lastBy }: StateStatistics,
): StandardisedUsers {
  return { out: standardize(out.slice(), outBy), lastItem: standardize(lastItem.slice(), lastBy) };
}
