import type { LanguageScores } from "../models/languageScores.js";
import type { ScoringModel } from "../models/scoringModel.js";

/** What is ranked by; nothing of it without a model. */
export interface RankerModel {
  /** Of an LLM-SRec, its teacher. */
  readonly model: ScoringModel;
  /** By row. */
  readonly itemIds: readonly string[];
  /** `[N + 1]`: ranks for those whose history says nothing. */
  readonly popularity: Float32Array;
  /** Of an LLM-SRec: what scores by the language model's vectors. */
  readonly language?: RankerLanguage;
}

/** The half of an LLM-SRec that needs no language model to be loaded. */
interface RankerLanguage {
  readonly scores: LanguageScores;
  /** How many of the newest items of a history the teacher reads. */
  readonly teacherWindow: number;
}
