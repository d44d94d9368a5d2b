/**
 * @file Adam on arrays, for gradients that a graph gives.
 *
 * Source: Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1 (arXiv:1412.6980).
 */
import { adamCorrections } from "../runtime/adamCorrections.js";
import type { InitialParameter } from "../runtime/trainer.js";

/** How Adam steps. */
export interface AdamOptimizerOptions {
  /** Of a parameter, by its name: heads and soft tokens may want rates of their own. */
  readonly learningRate: (name: string) => number;
  readonly beta1?: number;
  /** Default: as the authors of LLM-SRec have it; Adam's own is 0.999. */
  readonly beta2?: number;
  readonly epsilon?: number;
}

interface AdamParameter {
  readonly values: Float32Array<ArrayBuffer>;
  readonly shape: readonly number[];
  readonly moment1: Float32Array;
  readonly moment2: Float32Array;
}

/** Parameters and Adam's state of them. */
export class AdamOptimizer {
  private readonly states: ReadonlyMap<string, AdamParameter>;
  private steps = 0;

  /** @param parameters First values, which are copied. */
  constructor(
    parameters: Readonly<Record<string, InitialParameter>>,
    private readonly options: AdamOptimizerOptions,
  ) {
    const states = Object.entries(parameters).map(([name, { shape, data }]): [string, AdamParameter] => {
      const [moment1, moment2] = [new Float32Array(data.length), new Float32Array(data.length)];
      return [name, { values: Float32Array.from(data), shape, moment1, moment2 }];
    });
    this.states = new Map(states);
  }

  /** The parameters as they are now; not copied, so the next step changes them. */
  get parameters(): Record<string, InitialParameter> {
    const entries = [...this.states].map(([name, { values, shape }]) => [name, { shape, data: values }]);
    return Object.fromEntries(entries) as Record<string, InitialParameter>;
  }

  /**
   * One step.
   *
   * @throws {RangeError} If a parameter has no gradient, or one of another size.
   */
  step(gradients: Readonly<Record<string, Float32Array>>): void {
    for (const [name, { values }] of this.states) {
      const size = gradients[name]?.length;
      if (size !== values.length)
        throw new RangeError(
          `Cannot step on "${name}": it has ${values.length} numbers, its gradient ${size ?? "none"}`,
        );
    }
    const step = ++this.steps;
    const { beta1 = 0.9, beta2 = 0.98, epsilon = 1e-8 } = this.options;
    for (const [name, { values, moment1, moment2 }] of this.states) {
      const rates = { learningRate: this.options.learningRate(name), beta1, beta2, epsilon };
      const corrections = adamCorrections(step, rates);
      const gradient = gradients[name]!;
      for (let at = 0; at < values.length; at++) {
        const slope = gradient[at]!;
        const first = beta1 * moment1[at]! + (1 - beta1) * slope;
        const second = beta2 * moment2[at]! + (1 - beta2) * slope * slope;
        moment1[at] = first;
        moment2[at] = second;
        values[at] = values[at]! - (corrections.stepSize * first) / (Math.sqrt(second) + corrections.epsilon);
      }
    }
  }

  /** Adam's memory, to go on from later with `restore`; not copied. */
  moments(): Record<string, Float32Array> {
    const entries = [...this.states].flatMap(([name, { moment1, moment2 }]) => [
      [`1/${name}`, moment1],
      [`2/${name}`, moment2],
    ]);
    return Object.fromEntries(entries) as Record<string, Float32Array>;
  }

  /**
   * Goes on as if these had been its own steps.
   *
   * @param moments Of `moments`.
   * @throws {RangeError} If some are missing.
   */
  restore(moments: Readonly<Record<string, Float32Array>>, steps: number): void {
    for (const [name, { moment1, moment2 }] of this.states) {
      const [first, second] = [moments[`1/${name}`], moments[`2/${name}`]];
      if (!first || !second) throw new RangeError(`Cannot restore the moments of "${name}": they are missing`);
      moment1.set(first);
      moment2.set(second);
    }
    this.steps = steps;
  }
}
