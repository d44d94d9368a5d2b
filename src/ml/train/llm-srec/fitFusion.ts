/**
 * @file How the scores of language model and teacher are weighed, chosen by the validation items.
 *
 * The likelihood of the items that came next was tried and lost: it is made by the many users whose item nobody can
 * foresee, and ranked the others worse than a plain sum; see docs/decisions/0091. So the ranking itself is what is
 * bettered, one weight at a time. Axes: U users, N items.
 */
import type { Fusion } from "../../llm-srec/fusion.js";

/** What the teacher's score may weigh beside the language model's, to begin with. */
const TEACHER_WEIGHTS = [0, 0.25, 0.5, 0.7, 1, 1.4, 2, 3, 4] as const;
/** How far each of `Weights` is moved at first; then half, then a quarter. */
const STEPS: Weights = [0, 0.2, 0.2, 0.3, 0.2, 0.2, 0.2];
const SCALES = [1, 0.5, 0.25] as const;
/** A change that betters the ranking by a smaller share is chance. */
const LEAST_GAIN = 0.003;
/** Places of a ranking that people see: beyond, what an item gains fades with its place. */
const SEEN = 10;

/** a0, a1, a2, c0, c1, c2, b of `Fusion`. */
type Weights = readonly [number, number, number, number, number, number, number];

/** A user to learn from. */
export interface FusionCase {
  /** Standardised scores, `[N + 1]`, row 0 unused. */
  readonly languageModel: Float32Array;
  readonly teacher: Float32Array;
  /** Rows that are not ranked. */
  readonly history: Int32Array;
  readonly target: number;
  /** Items of the history that the teacher reads. */
  readonly length: number;
}

/** @param popularity Occurrences in training, `[N + 1]`. */
export function fitFusion(cases: readonly FusionCase[], popularity: Float32Array): Fusion {
  const [popularityMean, popularityDeviation] = meanAndDeviation(Float64Array.from(popularity.subarray(1), Math.log1p));
  const [lengthMean, lengthDeviation] = meanAndDeviation(Float64Array.from(cases, ({ length }) => Math.log1p(length)));
  const popular = popularity.map((count) => (Math.log1p(count) - popularityMean) / popularityDeviation);
  const users = cases.map((each) => ({
    ...each,
    long: (Math.log1p(each.length) - lengthMean) / lengthDeviation,
    others: [...new Set(each.history)].filter((row) => row !== each.target),
  }));
  const [a0, a1, a2, c0, c1, c2, b] = bestWeights((weights) => meanGain(users, popular, weights));
  const scale = { popularityMean, popularityDeviation, lengthMean, lengthDeviation };
  return { languageModel: [a0, a1, a2], teacher: [c0, c1, c2], popularity: b, ...scale };
}

interface ScaledCase extends FusionCase {
  /** The length, standardised. */
  readonly long: number;
  /** Rows of the history but the target. */
  readonly others: readonly number[];
}

/** Looks for weights one at a time, in smaller and smaller steps. */
function bestWeights(gainOf: (weights: Weights) => number): Weights {
  let best: Weights = [1, 0, 0, 1, 0, 0, 0];
  let gain = gainOf(best);
  const offer = (weights: Weights): void => {
    const offered = gainOf(weights);
    if (!(offered > gain * (1 + LEAST_GAIN))) return;
    [best, gain] = [weights, offered];
  };
  for (const weight of TEACHER_WEIGHTS) offer([1, 0, 0, weight, 0, 0, 0]);
  offer([0, 0, 0, 1, 0, 0, 0]);
  for (const scale of SCALES) {
    for (const [at, step] of STEPS.entries()) {
      if (step === 0) continue;
      for (const sign of [1, -1]) offer(best.map((weight, index) => (index === at ? weight + sign * scale * step : weight)) as unknown as Weights); // prettier-ignore
    }
  }
  return best;
}

/** What the users' next items gain by their places: as NDCG within the places that are seen, less and less beyond. */
function meanGain(cases: readonly ScaledCase[], popular: Float32Array, weights: Weights): number {
  let sum = 0;
  for (const each of cases) {
    const rank = rankOfTarget(each, popular, weights);
    sum += rank < SEEN ? 1 / Math.log2(rank + 2) : SEEN / (rank + 1) / Math.log2(SEEN + 2);
  }
  return cases.length === 0 ? 0 : sum / cases.length;
}

function rankOfTarget(each: ScaledCase, popular: Float32Array, [a0, a1, a2, c0, c1, c2, b]: Weights): number {
  const { languageModel, teacher, target, long, others } = each;
  const scoreOf = (row: number): number => {
    const p = popular[row]!;
    return languageModel[row]! * (a0 + a1 * p + a2 * long) + teacher[row]! * (c0 + c1 * p + c2 * long) + b * p;
  };
  const own = scoreOf(target);
  let rank = -1; // the target itself
  for (let row = 1; row < languageModel.length; row++) if (!(scoreOf(row) < own)) rank++;
  for (const row of others) if (!(scoreOf(row) < own)) rank--;
  return rank;
}

function meanAndDeviation(values: Float64Array): readonly [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return [mean, Math.sqrt(variance) || 1];
}
