/**
 * @file How much the match of titles weighs in the language model's score, and that beside the teacher's: chosen by the
 * validation items.
 *
 * The likelihood of the items that came next was tried and lost: it is made by the many users whose item nobody can
 * foresee, and ranked the others worse than a plain sum; see docs/decisions/0091. So the ranking itself is what is
 * bettered, one weight at a time. Axes: N items, C candidates of a user.
 */
import type { Fusion } from "../../llm-srec/fusion.js";
import { type FusionCase, languageModelScores } from "./fusionCase.js";

/** What the teacher's score may weigh beside the language model's, to begin with. */
const TEACHER_WEIGHTS = [0, 0.25, 0.5, 0.7, 1, 1.4, 2, 3, 4] as const;
/** What the match of titles may weigh, as many times as while heads were fitted: on items that they know by heart heads need it less. */
const MATCH_WEIGHTS = [1, 0.5, 2, 4, 8, 16] as const;
/** How far each of `Weights` is moved at first; then half, then a quarter. */
const STEPS: Weights = [0, 0.2, 0.2, 0.3, 0.2, 0.2, 0.2];
const SCALES = [1, 0.5, 0.25] as const;
/** A change that betters the ranking by a smaller share is chance, */
const LEAST_GAIN = 0.003;
/** and so is one whose mean over the users is less than this many times its standard error. */
const LEAST_ERRORS = 2;
/** With fewer users than this, what their order says of anything but the models is chance. */
const FEWEST_USERS = 200;
/** Places of a ranking that people see: beyond, what an item gains fades with its place. */
const SEEN = 10;

/** a0, a1, a2, c0, c1, c2, b of `Fusion`. */
type Weights = readonly [number, number, number, number, number, number, number];

/** What was chosen. */
export interface FittedFusion {
  readonly fusion: Fusion;
  /** As many times as it did while heads were fitted the match of titles is to weigh. */
  readonly matchWeight: number;
}

/**
 * The weights that order these users best; those of popularity and length stay 0 where users are few.
 *
 * @param popularity Occurrences in training, `[N + 1]`.
 */
export function fitFusion(cases: readonly FusionCase[], popularity: Float32Array): FittedFusion {
  const [popularityMean, popularityDeviation] = meanAndDeviation(Float64Array.from(popularity.subarray(1), Math.log1p));
  const [lengthMean, lengthDeviation] = meanAndDeviation(Float64Array.from(cases, ({ length }) => Math.log1p(length)));
  const popular = popularity.map((count) => (Math.log1p(count) - popularityMean) / popularityDeviation);
  const matchWeights = cases.some(({ match }) => match !== null) ? MATCH_WEIGHTS : [1];
  let best: { matchWeight: number; weights: Weights; gain: number } | null = null;
  for (const matchWeight of matchWeights) {
    const users = cases.map((each) => ({
      ...{ teacher: each.teacher, languageModel: languageModelScores(each, matchWeight) },
      long: (Math.log1p(each.length) - lengthMean) / lengthDeviation,
      popular: Float32Array.from(each.rows, (row) => popular[row]!),
    }));
    const fitted = bestWeights((weights) => gainsOf(users, weights), cases.length >= FEWEST_USERS);
    if (best === null || fitted.gain > best.gain * (1 + LEAST_GAIN)) best = { matchWeight, ...fitted };
  }
  const { matchWeight, weights } = best!;
  const [a0, a1, a2, c0, c1, c2, b] = weights;
  const scale = { popularityMean, popularityDeviation, lengthMean, lengthDeviation };
  return { fusion: { languageModel: [a0, a1, a2], teacher: [c0, c1, c2], popularity: b, ...scale }, matchWeight };
}

/** A user by one weight of the match. */
interface ScaledCase {
  /** Standardised scores, `[C]`, the target's first. */
  readonly languageModel: Float32Array;
  readonly teacher: Float32Array;
  /** The length, standardised. */
  readonly long: number;
  /** The candidates' popularity, standardised; `[C]`. */
  readonly popular: Float32Array;
}

/**
 * Looks for weights one at a time, in smaller and smaller steps. It begins with the teacher alone, which is left for what is
 * better beyond chance only; with a plain sum where there is nobody to ask.
 *
 * @param hasMany Whether to look beyond the two models.
 */
function bestWeights(
  gainsBy: (weights: Weights) => Float64Array,
  hasMany: boolean,
): { weights: Weights; gain: number } {
  let best: Weights = [0, 0, 0, 1, 0, 0, 0];
  let gains = gainsBy(best);
  if (gains.length === 0) return { weights: [1, 0, 0, 1, 0, 0, 0], gain: 0 };
  const offer = (weights: Weights): void => {
    const offered = gainsBy(weights);
    const [change, deviation] = meanAndDeviation(offered.map((gain, user) => gain - gains[user]!));
    const isChance =
      change < meanOf(gains) * LEAST_GAIN || change < (LEAST_ERRORS * deviation) / Math.sqrt(gains.length);
    if (change > 0 && !isChance) [best, gains] = [weights, offered];
  };
  for (const weight of TEACHER_WEIGHTS) offer([1, 0, 0, weight, 0, 0, 0]);
  // Where the language model betters nothing, answers are the teacher's own.
  for (const scale of hasMany && best[0] > 0 ? SCALES : []) {
    for (const [at, step] of STEPS.entries()) {
      if (step === 0) continue;
      for (const sign of [1, -1]) offer(best.map((weight, index) => (index === at ? weight + sign * scale * step : weight)) as unknown as Weights); // prettier-ignore
    }
  }
  return { weights: best, gain: meanOf(gains) };
}

/** What each user's next item gains by its place: as NDCG within the places that are seen, less and less beyond. */
function gainsOf(cases: readonly ScaledCase[], weights: Weights): Float64Array {
  return Float64Array.from(cases, (each) => {
    const rank = rankOfTarget(each, weights);
    return rank < SEEN ? 1 / Math.log2(rank + 2) : SEEN / (rank + 1) / Math.log2(SEEN + 2);
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rankOfTarget(
  { languageModel, teacher, popular, long }: ScaledCase,
  [a0, a1, a2, c0, c1, c2, b]: Weights,
): number {
  const scoreOf = (at: number): number => {
    const p = popular[at]!;
    return languageModel[at]! * (a0 + a1 * p + a2 * long) + teacher[at]! * (c0 + c1 * p + c2 * long) + b * p;
  };
  const own = scoreOf(0);
  let rank = 0;
  for (let at = 1; at < languageModel.length; at++) if (!(scoreOf(at) < own)) rank++;
  return rank;
}

function meanAndDeviation(values: Float64Array): readonly [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return [mean, Math.sqrt(variance) || 1];
}
