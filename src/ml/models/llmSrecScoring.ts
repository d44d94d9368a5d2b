/** @file LLM-SRec, its teacher and both together, as recommenders. Axes: B users, N items, V width of vectors. */
import { fuseScores } from "../llm-srec/fuseScores.js";
import type { LanguageScores } from "./languageScores.js";
import type { LlmSrecModel } from "./llmSrecModel.js";
import type { SasrecModel } from "./sasrecModel.js";
import type { ScoringModel } from "./scoringModel.js";

/** What a stored LLM-SRec consists of. */
export interface LlmSrecScoringParts {
  readonly teacher: SasrecModel;
  readonly languageModel: LlmSrecModel;
  readonly language: LanguageScores;
  /** How many of the newest items of a history the teacher reads. */
  readonly teacherWindow: number;
}

/** Scores of the same histories, `[B, N + 1]` each, row 0 unused. */
export interface LlmSrecScores {
  readonly teacher: Float32Array;
  readonly llmSRec: Float32Array;
  readonly fused: Float32Array;
  /** What they were made by, `[B, E]` and `[B, V]`. */
  readonly vectors: { readonly teacher: Float32Array; readonly llmSRec: Float32Array };
}

/** When each item of a history was chosen, in milliseconds since 1970; null where only the order is known. */
export type HistoryTimes = ArrayLike<number> | null;

/** The whole model in one process, for evaluation: `scoreAll` gives the fused scores. */
export class LlmSrecScoring implements ScoringModel {
  readonly kind = "llm-srec";
  readonly itemCount: number;

  constructor(private readonly parts: LlmSrecScoringParts) {
    this.itemCount = parts.teacher.itemCount;
  }

  /** The teacher alone. */
  get teacher(): SasrecModel {
    return this.parts.teacher;
  }

  async scoreAll(histories: readonly Int32Array[], times?: readonly HistoryTimes[]): Promise<Float32Array> {
    return (await this.scorings(histories, times)).fused;
  }

  /**
   * The three scorings. The language model says nothing of an empty history: its scores are 0.
   *
   * @param histories As for `scoreAll`.
   * @param times Of the histories' items, for prompts that tell days; no history has any if left out.
   */
  async scorings(histories: readonly Int32Array[], times?: readonly HistoryTimes[]): Promise<LlmSrecScores> {
    const { teacher, language, teacherWindow } = this.parts;
    const ofTeacher = await teacher.scoreAll(histories); // [B, N + 1]
    const vectors = {
      teacher: await teacher.userVectors(histories),
      llmSRec: await this.userVectors(histories, times),
    };
    const llmSRec = await language.of(vectors.llmSRec); // [B, N + 1]
    const fused = new Float32Array(ofTeacher.length); // [B, N + 1]
    const rows = this.itemCount + 1;
    for (const [index, { length }] of histories.entries()) {
      const own = (scores: Float32Array) => scores.subarray(index * rows, (index + 1) * rows);
      const { scores } = fuseScores({
        fusion: language.fusion,
        popularity: language.popularity,
        languageModel: own(llmSRec),
        teacher: own(ofTeacher),
        historyLength: Math.min(length, teacherWindow),
      });
      fused.set(scores, index * rows);
    }
    return { teacher: ofTeacher, llmSRec, fused, vectors };
  }

  /** The language model's vectors, `[B, V]`; of an empty history, zeros. */
  async userVectors(histories: readonly Int32Array[], times?: readonly HistoryTimes[]): Promise<Float32Array> {
    const { teacher, languageModel } = this.parts;
    const told = [...histories.keys()].filter((index) => histories[index]!.length > 0);
    const width = languageModel.settings.config.vectorWidth;
    const vectors = new Float32Array(histories.length * width); // [B, V]
    if (told.length === 0) return vectors;
    const ofTeacher = await teacher.userVectors(told.map((index) => histories[index]!));
    const entries = told.map((index) =>
      Array.from(histories[index]!, (row, at) => ({ row, title: "", time: times?.[index]?.[at] ?? null })),
    );
    const read = await languageModel.userVectors(entries, ofTeacher); // [told, V]
    for (const [at, index] of told.entries()) vectors.set(read.subarray(at * width, (at + 1) * width), index * width);
    return vectors;
  }

  async close(): Promise<void> {
    const { teacher, languageModel, language } = this.parts;
    await Promise.all([teacher.close(), languageModel.close(), language.close()]);
  }
}
