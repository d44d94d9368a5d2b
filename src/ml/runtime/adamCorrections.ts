import type { AdamCorrections, AdamRates } from "./adamUpdate.js";
import type { LearningRate } from "./trainer.js";

/**
 * The scalars of step `step`: with them `parameter - stepSize * m / (sqrt(v) + epsilon)` equals algorithm 1.
 *
 * @param step From 1.
 */
export function adamCorrections(
  step: number,
  {
    learningRate,
    beta1,
    beta2,
    epsilon,
  }: AdamRates & { readonly learningRate: LearningRate; readonly epsilon: number },
): AdamCorrections<number> {
  const rate = typeof learningRate === "number" ? learningRate : learningRate(step);
  const secondCorrection = Math.sqrt(1 - beta2 ** step);
  return { stepSize: (rate * secondCorrection) / (1 - beta1 ** step), epsilon: epsilon * secondCorrection };
}
