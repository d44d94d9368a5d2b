import type { Fusion } from "../../../src/ml/llm-srec/fusion.js";

/** A user's scores by row, N + 1 each, row 0 unused. */
export interface NaiveScores {
  readonly llmSRec: ArrayLike<number>;
  readonly teacher: ArrayLike<number>;
  readonly popularity: ArrayLike<number>;
  readonly historyLength: number;
}

/** Fusion, said as plainly as possible. @returns The score of a row; or of an item that came later, by its language model's score. */
export function naiveFusion(fusion: Fusion, { llmSRec, teacher, popularity, historyLength }: NaiveScores) {
  const standard = (scores: ArrayLike<number>) => {
    const all = Array.from(scores).slice(1);
    const mean = all.reduce((sum, score) => sum + score, 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, score) => sum + (score - mean) ** 2, 0) / all.length);
    return (score: number): number => (score - mean) / deviation;
  };
  const [zL, zC] = [standard(llmSRec), standard(teacher)];
  const l = (Math.log(1 + historyLength) - fusion.lengthMean) / fusion.lengthDeviation;
  const [a0, a1, a2] = fusion.languageModel;
  const [c0, c1, c2] = fusion.teacher;
  const score = (ofLanguage: number, ofTeacher: number, count: number): number => {
    const p = (Math.log(1 + count) - fusion.popularityMean) / fusion.popularityDeviation;
    return ofLanguage * (a0 + a1 * p + a2 * l) + ofTeacher * (c0 + c1 * p + c2 * l) + fusion.popularity * p;
  };
  return {
    ofRow: (row: number) => score(zL(llmSRec[row]!), zC(teacher[row]!), popularity[row]!),
    ofLater: (languageScore: number) => score(zL(languageScore), 0, 0),
  };
}
