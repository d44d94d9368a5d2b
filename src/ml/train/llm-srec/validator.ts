/** @file Looks at the validation items during a training of LLM-SRec. Axes: B users, N items, D, V widths. */
import { evaluationCases, type EvaluationCase } from "../../evaluate/evaluationCases.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import type { Split } from "../../data/splitLeaveLastOut.js";
import type { Fusion } from "../../llm-srec/fusion.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { type CachedStates, standardisedUsers } from "./cachedStates.js";
import { type PromptHistory, trainHistory } from "./corpus.js";
import { withMatchWeight } from "../../llm-srec/withMatchWeight.js";
import { HeadGraphs } from "./headGraphs.js";
import type { LlmSrecOptions } from "./llmSrecOptions.js";
import type { RankingLook, RankingRow } from "./rankingRows.js";
import type { UserStates } from "./stateReader.js";
import { type Teacher, teacherVectors } from "./teacher.js";
import type { TrainingParts } from "./trainingParts.js";

/** A plain sum of both standardised scores: what rankings are fused by until the weights are fitted. */
const PLAIN_FUSION: Fusion = {
  languageModel: [1, 0, 0],
  teacher: [1, 0, 0],
  popularity: 0,
  popularityMean: 0,
  popularityDeviation: 1,
  lengthMean: 0,
  lengthDeviation: 1,
};

type Parameters = Readonly<Record<string, InitialParameter>>;

/** Item states, and what all states are standardised by. */
export type ItemStates = Pick<CachedStates, "items" | "statistics">;

/** One look at the validation items. */
export interface LlmSrecValidation {
  /** Stretches through the language model until then, or epochs. */
  readonly round: number;
  /** Passes over cached states since, or steps. */
  readonly passes: number;
  /** Since the training began. */
  readonly seconds: number;
  readonly loss: number;
  readonly rows: Readonly<Record<RankingRow, Evaluation>>;
}

/** The moment that is kept. */
export interface LlmSrecState {
  readonly parameters: Parameters;
  readonly cached: ItemStates;
  readonly validation: LlmSrecValidation;
}

/** A trained model's vectors, and how its scores and the teacher's become one. */
export interface FittedRankings {
  /** `[N + 1, V]` */
  readonly items: Float32Array;
  readonly fusion: Fusion;
  /** The rows on the validation items, with this fusion. */
  readonly valid: Readonly<Record<RankingRow, Evaluation>>;
}

/** What a validator works with. */
export interface ValidatorOptions {
  readonly split: Split;
  readonly teacher: Teacher;
  readonly options: LlmSrecOptions;
  readonly parts: TrainingParts;
  /** Of the 99 negatives. */
  readonly seed: number;
  readonly threads: number;
}

/** Who is looked at. */
interface ValidationUsers {
  /** The split with the validation items of these users alone. */
  readonly part: Split;
  readonly cases: readonly EvaluationCase[];
  readonly histories: readonly PromptHistory[];
  readonly teachers: VectorTable;
  readonly titles: VectorTable | null;
}

/** Ranks the validation items of a seeded choice of users, and keeps the best moment. */
export class Validator {
  private kept: LlmSrecState | null = null;
  private states: UserStates | null = null;

  private constructor(
    private readonly given: ValidatorOptions,
    private readonly users: ValidationUsers,
    private readonly heads: HeadGraphs,
  ) {}

  static async open(given: ValidatorOptions): Promise<Validator> {
    const { split, teacher, options, parts, seed, threads } = given;
    const able = Int32Array.from(
      [...split.valid.keys()].filter((user) => split.valid[user] !== 0 && split.train[user]!.length > 0),
    );
    parts.random.fork("validation users").shuffle(able);
    const chosen = new Set(able.subarray(0, options.validationUsers));
    const part = { ...split, valid: split.valid.map((row, user) => (chosen.has(user) ? row : 0)) };
    const cases = [...evaluationCases(part, "valid", { seed, shuffle: false })];
    const histories = cases.map(({ user }) => trainHistory(split, user));
    const values = await teacherVectors(teacher, histories.map(({ rows }) => rows)); // prettier-ignore
    const heads = await HeadGraphs.open(parts.config, parts.initial, threads);
    const teachers = { width: teacher.items.width, values };
    const titles = parts.titlesOf(histories.map(({ rows }) => rows));
    return new Validator(given, { part, cases, histories, teachers, titles }, heads);
  }

  /** The best moment so far. @throws {RangeError} If there was none. */
  get best(): LlmSrecState {
    if (this.kept === null) throw new RangeError("Cannot name the best of no moments");
    return this.kept;
  }

  /** Goes on from a moment that an earlier run kept. */
  resume(best: LlmSrecState): void {
    this.kept = best;
  }

  /** Reads the users' states: whenever soft tokens have changed. */
  async readUsers(parameters: Parameters): Promise<void> {
    this.states = await this.given.parts.reader.readUsers(parameters, this.users.histories, this.users.teachers);
  }

  /** The vectors of all items, `[N + 1, V]`. */
  itemVectors(parameters: Parameters, { items }: Pick<ItemStates, "items">): Promise<Float32Array> {
    return this.heads.itemVectors(parameters, items, this.given.parts);
  }

  /**
   * Ranks, and keeps the moment if none was better.
   *
   * @returns Its metric, by which moments are compared.
   */
  async look(
    parameters: Parameters,
    cached: ItemStates,
    when: Omit<LlmSrecValidation, "rows">,
  ): Promise<{ readonly validation: LlmSrecValidation; readonly value: number; readonly isBest: boolean }> {
    const items = await this.itemVectors(parameters, cached);
    const rows = await this.given.parts.rankings.evaluateAll(
      await this.lookAt(parameters, cached, items, PLAIN_FUSION),
    );
    const validation = { ...when, rows };
    const value = this.valueOf(validation);
    const isBest = this.kept === null || !(value <= this.valueOf(this.kept.validation));
    if (isBest) this.kept = { parameters, cached, validation };
    return { validation, value, isBest };
  }

  /** Fits the fusion to the best moment, and what the match of titles weighs in it. */
  async finish(): Promise<FittedRankings> {
    const { parameters: kept, cached } = this.best;
    const { rankings, config } = this.given.parts;
    await this.readUsers(kept);
    const items = await this.itemVectors(kept, cached);
    const { fusion, matchWeight } = await rankings.fitFusion(
      this.users.cases,
      await this.lookAt(kept, cached, items, PLAIN_FUSION),
      config.matchWidth ?? 0,
    );
    const parameters = withMatchWeight(kept, matchWeight);
    this.kept = { ...this.best, parameters };
    const valid = await rankings.evaluateAll(await this.lookAt(parameters, cached, items, fusion));
    return { items, fusion, valid };
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.heads.close();
  }

  private async lookAt(
    parameters: Parameters,
    { statistics }: ItemStates,
    items: Float32Array,
    fusion: Fusion,
  ): Promise<RankingLook> {
    if (this.states === null) throw new RangeError("Cannot look at users whose states were not read");
    const vectors = await this.heads.userVectors(parameters, standardisedUsers(this.states, statistics), this.users);
    const users = { placeOf: new Map(this.users.cases.map(({ user }, place) => [user, place])), vectors };
    return { split: this.users.part, part: "valid", shuffle: false, seed: this.given.seed, users, items, fusion };
  }

  private valueOf({ rows }: LlmSrecValidation): number {
    const { selectBy, selectMetric } = this.given.options;
    return rows[selectBy][selectMetric]["NDCG@10"];
  }
}
