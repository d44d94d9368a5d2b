/** @file What the fit of the fusion keeps of a user. Axes: N items, C candidates. */
import { standardScores } from "./standardScores.js";

/** The best of each score: what is further down comes first by no sensible weights, whatever the size of the catalogue. */
const BEST = 256;

/** A user's scores, and what is to be found. */
export interface ScoredUser {
  /** The language model's without the match of titles, `[N + 1]`, row 0 unused. */
  readonly heads: Float32Array;
  /** What the match of titles adds to it, `[N + 1]`; null where titles are not matched. */
  readonly match: Float32Array | null;
  /** `[N + 1]`, row 0 unused. */
  readonly teacher: Float32Array;
  /** Rows that are not ranked. */
  readonly history: Int32Array;
  readonly target: number;
  /** Items of the history that the teacher reads. */
  readonly length: number;
}

/** A user to learn from. */
export interface FusionCase {
  /** Items that may come first, the target before all others, none of them in the history; `[C]`. */
  readonly rows: Int32Array;
  /** Their scores, less the catalogue's mean; `[C]`. */
  readonly heads: Float32Array;
  readonly match: Float32Array | null;
  /** Over the catalogue. */
  readonly variances: { readonly heads: number; readonly match: number; readonly both: number };
  /** Standardised over the catalogue, `[C]`. */
  readonly teacher: Float32Array;
  readonly length: number;
}

/** Keeps the target, and the best of each score. */
export function fusionCase({ heads, match, teacher, history, target, length }: ScoredUser): FusionCase {
  const [ofHeads, ofMatch] = [lessMean(heads), match && lessMean(match)];
  const ofTeacher = standardScores(teacher);
  const hidden = new Set(history).add(target);
  const shown = Int32Array.from(heads.keys()).filter((row) => row !== 0 && !hidden.has(row));
  const all = [ofHeads, ofTeacher, ...(ofMatch ? [ofMatch] : [])];
  const least = all.map((scores) => leastOfBest(shown, scores));
  const rows = Int32Array.of(target, ...shown.filter((row) => all.some((scores, at) => scores[row]! >= least[at]!)));
  const of = (scores: Float32Array) => Float32Array.from(rows, (row) => scores[row]!);
  const variances = {
    heads: meanProduct(ofHeads, ofHeads),
    match: ofMatch ? meanProduct(ofMatch, ofMatch) : 0,
    both: ofMatch ? meanProduct(ofHeads, ofMatch) : 0,
  };
  return { rows, heads: of(ofHeads), match: ofMatch && of(ofMatch), variances, teacher: of(ofTeacher), length };
}

/** The language model's scores of the candidates, standardised over the catalogue, with so many times the match; `[C]`. */
export function languageModelScores({ heads, match, variances }: FusionCase, weight: number): Float32Array {
  const variance = variances.heads + 2 * weight * variances.both + weight ** 2 * variances.match;
  const deviation = Math.sqrt(Math.max(0, variance)) || 1;
  return heads.map((score, at) => (score + (match ? weight * match[at]! : 0)) / deviation);
}

/** Row 0 counts for nothing, and stays. */
function lessMean(scores: Float32Array): Float32Array {
  const mean = scores.subarray(1).reduce((sum, score) => sum + score, 0) / (scores.length - 1);
  return scores.map((score) => score - mean);
}

function meanProduct(one: Float32Array, other: Float32Array): number {
  return one.subarray(1).reduce((sum, score, at) => sum + score * other[at + 1]!, 0) / (one.length - 1);
}

/** The score that the best rows have or surpass. */
function leastOfBest(rows: Int32Array, scores: Float32Array): number {
  const sorted = Float32Array.from(rows, (row) => scores[row]!).sort();
  return sorted.at(-Math.min(BEST, sorted.length)) ?? -Infinity;
}
