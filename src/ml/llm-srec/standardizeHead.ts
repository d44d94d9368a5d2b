import type { InitialParameter } from "../runtime/trainer.js";

/** Of each column of the states that a head reads. */
export interface StateStatistics {
  readonly means: ArrayLike<number>;
  /** Standard deviations; 0 is as good as 1: there was nothing to divide by. */
  readonly deviations: ArrayLike<number>;
}

/**
 * Makes a head read `(x - mean) / deviation` instead of x, by its first map alone: last states of language models look
 * alike, and heads that read them as they are hardly learn. Only first values change, so the method stays as published.
 *
 * @param parameters Those of `llmSrecParameters`.
 * @param head The name of a projector.
 * @returns All parameters, the head's replaced.
 * @throws {RangeError} If there is no such head.
 */
export function standardizeHead(
  parameters: Readonly<Record<string, InitialParameter>>,
  head: string,
  { means, deviations }: StateStatistics,
): Record<string, InitialParameter> {
  const weight = parameters[`${head}.inner.weight`];
  const bias = parameters[`${head}.inner.bias`];
  if (!weight || !bias) throw new RangeError(`Cannot standardise "${head}": there are no parameters of this name`);
  const [inputs = 0, outputs = 0] = weight.shape;
  const data = weight.data.slice();
  const shift = Float64Array.from(bias.data);
  for (let input = 0; input < inputs; input++) {
    const deviation = deviations[input] || 1;
    for (let output = 0; output < outputs; output++) {
      const scaled = data[input * outputs + output]! / deviation;
      data[input * outputs + output] = scaled;
      shift[output] = shift[output]! - scaled * (means[input] ?? 0);
    }
  }
  return {
    ...parameters,
    [`${head}.inner.weight`]: { shape: weight.shape, data },
    [`${head}.inner.bias`]: { shape: bias.shape, data: Float32Array.from(shift) },
  };
}
