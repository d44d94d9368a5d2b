/** @file What the items of a catalogue score for one user. Axes: N items, V width of the language model's vectors. */
import { fuseScores } from "../llm-srec/fuseScores.js";
import type { RankerModel } from "./rankerModel.js";
import type { Ranking } from "./ranking.js";

/** Scores, and whose they are. */
export interface UserScoring extends Pick<Ranking, "ranker" | "scoredBy"> {
  /** `[N + 1]`, row 0 unused. */
  readonly scores: Float32Array;
  /** The score of an item that came later, by its vector: V of the numbers, from `first` on; null where the language model has no say. */
  readonly scoreLater: ((vectors: Float32Array, first: number) => number) | null;
}

/** Scores as each model gave them for one history. */
export interface ModelScores {
  /** How many of the model's items the history has; 0 where the teacher has nothing to say. */
  readonly historyLength: number;
  /** `[N + 1]`; null where it was not asked. */
  readonly sequence: Float32Array | null;
  /** `[N + 1]`; null where there is no vector of the user. */
  readonly language: Float32Array | null;
  /** `[V]` */
  readonly userVector: Float32Array | null;
}

/** Makes of the models' scores what orders an answer; popularity where there are none. */
export function userScoring(
  trained: RankerModel,
  { historyLength, sequence, language, userVector }: ModelScores,
): UserScoring {
  const { model, popularity } = trained;
  if (trained.language !== undefined && language !== null && userVector !== null) {
    const byLanguage = (vectors: Float32Array, first: number): number =>
      Math.fround(dotProduct(userVector, vectors, first));
    if (sequence === null)
      return { scores: language, scoreLater: byLanguage, ranker: "llm-srec", scoredBy: "llm-srec" };
    const { scores: ofLanguage, teacherWindow } = trained.language;
    const { scores, scoreUnknown } = fuseScores({
      fusion: ofLanguage.fusion,
      popularity: ofLanguage.popularity,
      languageModel: language,
      teacher: sequence,
      historyLength: Math.min(historyLength, teacherWindow),
    });
    const scoreLater = (vectors: Float32Array, first: number): number => scoreUnknown(byLanguage(vectors, first));
    return { scores, scoreLater, ranker: "fused", scoredBy: "llm-srec" };
  }
  if (sequence === null) return { scores: popularity, scoreLater: null, ranker: "popular", scoredBy: "popular" };
  const { kind } = model;
  const ranker = kind === "popular" || kind === "markov" ? kind : "cf-srec";
  return { scores: sequence, scoreLater: null, ranker, scoredBy: kind };
}

function dotProduct(one: Float32Array, others: Float32Array, first: number): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * others[first + at]!;
  return sum;
}
