/**
 * @file A running mean of the parameters that forgets the early steps at the pace at which training goes on.
 *
 * Source: polynomial-decay averaging, Shamir & Zhang, "Stochastic Gradient Descent for Non-smooth Optimization", ICML
 * 2013, section 4 (arXiv:1212.1824). The mean lies nearer to the middle of where training wanders about, and the epochs
 * that validation compares differ less by chance.
 * Departs from it: not every step is sampled, and a sample stands for the steps since the one before.
 */
import type { InitialParameter } from "../runtime/trainer.js";

type Parameters = Readonly<Record<string, InitialParameter>>;

/**
 * Steps between two samples, as a share of the steps so far: what lies between them is nearly the same, and costs a
 * copy.
 */
const SAMPLE_SPACING = 0.02;

/** Averages parameters, those after step t with a weight in proportion to a power of t. */
export class ParameterAverage {
  private mean: Parameters | null = null;
  private sampledStep = 0;

  /** @param power Above 0; the mean is mostly of the last 1 / (power + 1) of all steps. */
  constructor(private readonly power: number) {}

  /** The mean so far; null before the first step. */
  get parameters(): Parameters | null {
    return this.mean;
  }

  /**
   * Takes the parameters after a step into the mean, if it is one of those that are sampled.
   *
   * @param step From 1.
   * @param current Called only then; its result is kept and changed.
   */
  observe(step: number, current: () => Parameters): void {
    if (step < this.sampledStep * (1 + SAMPLE_SPACING) + Number.EPSILON) return;
    const share = 1 - (this.sampledStep / step) ** (this.power + 1);
    this.sampledStep = step;
    const newest = current();
    if (this.mean === null) this.mean = newest;
    else for (const [name, { data }] of Object.entries(this.mean)) intoMean(data, newest[name]!.data, share);
  }
}

/** `mean += share * (values - mean)` */
function intoMean(mean: Float32Array, values: Float32Array, share: number): void {
  for (let i = 0; i < mean.length; i++) mean[i]! += share * (values[i]! - mean[i]!);
}
