import type { Fusion } from "./fusion.js";
import { scoreDistribution } from "./scoreDistribution.js";

/** One user's scores, and what they are fused by. */
export interface FusedUser {
  readonly fusion: Fusion;
  /** `[N + 1]`, row 0 unused. */
  readonly languageModel: Float32Array;
  /** `[N + 1]`, row 0 unused. */
  readonly teacher: Float32Array;
  /** See `standardPopularity`. */
  readonly popularity: Float32Array;
  /** Of the history, at most as many items as the teacher reads. */
  readonly historyLength: number;
}

/** The fused scores of a catalogue, and of items that came after it. */
export interface FusedScores {
  /** `[N + 1]`, row 0 is 0. */
  readonly scores: Float32Array;
  /** The score of an item that the teacher does not know, by the language model's; nobody has chosen it yet. */
  readonly scoreUnknown: (languageModel: number) => number;
}

/** The scores of a user by the formula of `Fusion`. */
export function fuseScores({ fusion, languageModel, teacher, popularity, historyLength }: FusedUser): FusedScores {
  const [ofLanguageModel, ofTeacher] = [scoreDistribution(languageModel), scoreDistribution(teacher)];
  const length = (Math.log1p(historyLength) - fusion.lengthMean) / fusion.lengthDeviation;
  const [a0, a1, a2] = fusion.languageModel;
  const [c0, c1, c2] = fusion.teacher;
  const score = (zL: number, zC: number, p: number): number =>
    zL * (a0 + a1 * p + a2 * length) + zC * (c0 + c1 * p + c2 * length) + fusion.popularity * p;
  const standardL = (value: number): number => (value - ofLanguageModel.mean) / ofLanguageModel.deviation;
  const scores = new Float32Array(languageModel.length);
  for (let row = 1; row < scores.length; row++) {
    const zC = (teacher[row]! - ofTeacher.mean) / ofTeacher.deviation;
    scores[row] = score(standardL(languageModel[row]!), zC, popularity[row]!);
  }
  const unpopular = -fusion.popularityMean / fusion.popularityDeviation;
  return { scores, scoreUnknown: (value) => Math.fround(score(standardL(value), 0, unpopular)) };
}
