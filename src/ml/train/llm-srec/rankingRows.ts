/** @file The three rankings of LLM-SRec side by side: the teacher's, the language model's, and both. Axes: B users, N items, V width. */
import { openSession, type GraphSession } from "../../runtime/session.js";
import type { Split } from "../../data/splitLeaveLastOut.js";
import { evaluateRankings } from "../../evaluate/evaluateModel.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import type { EvaluationCase, SplitPart } from "../../evaluate/evaluationCases.js";
import { fuseScores } from "../../llm-srec/fuseScores.js";
import type { Fusion } from "../../llm-srec/fusion.js";
import { standardPopularity } from "../../llm-srec/standardPopularity.js";
import { rankMetrics } from "../../metrics/rankMetrics.js";
import { sasrecScoresGraph } from "../../models/sasrecScoresGraph.js";
import { evaluationBatchSize } from "../evaluationBatchSize.js";
import { fitFusion, type FittedFusion } from "./fitFusion.js";
import { type FusionCase, fusionCase } from "./fusionCase.js";
import type { Teacher } from "./teacher.js";

/** The rankings, by the names that reports give them. */
export type RankingRow = "teacher" | "llmSRec" | "fused";

/** What users are ranked by. */
interface UserVectors {
  /** Place of each user of the split in `vectors`. */
  readonly placeOf: ReadonlyMap<number, number>;
  /** `[B, V]` */
  readonly vectors: Float32Array;
}

/** What a look at the rankings needs. */
export interface RankingLook {
  readonly split: Split;
  readonly part: SplitPart;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly users: UserVectors;
  /** `[N + 1, V]` */
  readonly items: Float32Array;
  readonly fusion: Fusion;
}

/** What is measured of nobody. */
const NOBODY: Evaluation = { users: 0, full: rankMetrics([]), sampled99: rankMetrics([]) };

/** Scores users by vectors and by the teacher; keeps the graph of the product. */
export class RankingRows {
  private constructor(
    private readonly teacher: Teacher,
    private readonly popularity: Float32Array,
    private readonly width: number,
    private readonly scores: GraphSession,
  ) {}

  /** @param popularity Occurrences in training, `[N + 1]`. @param width V */
  static async open(
    teacher: Teacher,
    popularity: Float32Array,
    { width, threads }: { readonly width: number; readonly threads: number },
  ): Promise<RankingRows> {
    const scores = await openSession(sasrecScoresGraph(popularity.length - 1, width), { threads });
    return new RankingRows(teacher, popularity, width, scores);
  }

  /** Ranks the part by each of the rows. */
  async evaluateAll(look: RankingLook): Promise<Record<RankingRow, Evaluation>> {
    const { split, part, shuffle, seed } = look;
    const batchSize = evaluationBatchSize(split.itemIds.length);
    const rows = await evaluateRankings((batch) => this.score(batch, look), split, part, { seed, shuffle, batchSize });
    const { teacher = NOBODY, llmSRec = NOBODY, fused = NOBODY } = rows;
    return { teacher, llmSRec, fused };
  }

  /** What orders these users best. @param matchWidth How many of the vectors' numbers, the last ones, match titles. */
  async fitFusion(
    cases: readonly EvaluationCase[],
    look: Pick<RankingLook, "users" | "items">,
    matchWidth: number,
  ): Promise<FittedFusion> {
    const headWidth = this.width - matchWidth;
    const fitted: FusionCase[] = [];
    for (const each of cases) {
      const { history, target } = each;
      const teacher = await this.teacher.model.scoreAll([history]); // [1, N + 1]
      const vector = this.vectorOf(each, look.users);
      const heads = await this.products(vector.slice().fill(0, headWidth), look.items); // [1, N + 1]
      const match = matchWidth === 0 ? null : await this.products(vector.slice().fill(0, 0, headWidth), look.items); // [1, N + 1]
      const length = Math.min(history.length, this.teacher.shape.window);
      fitted.push(fusionCase({ heads, match, teacher, history, target, length }));
    }
    return fitFusion(fitted, this.popularity);
  }

  close(): Promise<void> {
    return this.scores.close();
  }

  private async score(batch: readonly EvaluationCase[], look: RankingLook): Promise<Record<RankingRow, Float32Array>> {
    const teacher = await this.teacher.model.scoreAll(batch.map(({ history }) => history)); // [B, N + 1]
    const llmSRec = await this.byVectors(batch, look); // [B, N + 1]
    const fused = new Float32Array(teacher.length); // [B, N + 1]
    const popularity = standardPopularity(this.popularity, look.fusion);
    const rows = this.popularity.length;
    for (const [at, { history }] of batch.entries()) {
      const own = (scores: Float32Array) => scores.subarray(at * rows, (at + 1) * rows);
      const { scores } = fuseScores({
        fusion: look.fusion,
        languageModel: own(llmSRec),
        teacher: own(teacher),
        popularity,
        historyLength: Math.min(history.length, this.teacher.shape.window),
      });
      own(fused).set(scores);
    }
    return { teacher, llmSRec, fused };
  }

  private async byVectors(
    batch: readonly EvaluationCase[],
    { users, items }: Pick<RankingLook, "users" | "items">,
  ): Promise<Float32Array> {
    const vectors = new Float32Array(batch.length * this.width);
    for (const [at, each] of batch.entries()) vectors.set(this.vectorOf(each, users), at * this.width);
    return this.products(vectors, items);
  }

  private vectorOf({ user }: EvaluationCase, { placeOf, vectors }: UserVectors): Float32Array {
    const place = placeOf.get(user);
    if (place === undefined) throw new RangeError(`Cannot rank user ${user}: it has no vector`);
    return vectors.subarray(place * this.width, (place + 1) * this.width);
  }

  private async products(users: Float32Array, items: Float32Array): Promise<Float32Array> {
    const { width } = this;
    const { scores } = await this.scores.run({
      user: { data: users, shape: [users.length / width, width] },
      items: { data: items, shape: [items.length / width, width] },
    });
    return scores!.data as Float32Array;
  }
}
