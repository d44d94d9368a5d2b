/** @file First values of a projector. Axes: I width in, H hidden width, O width out. */
import type { Random } from "../data/seededRandom.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { drawNormal } from "./drawNormal.js";

/** The widths of a projector. */
export interface ProjectorSizes {
  readonly input: number;
  readonly hidden: number;
  readonly output: number;
}

/**
 * Draws first values: Xavier normal for both matrices, PyTorch's defaults for the rest (biases uniform within
 * `1 / √(width in)`, the norm as it would be without).
 *
 * @param name Stands before each parameter's own name, with a dot.
 */
export function projectorParameters(
  name: string,
  { input, hidden, output }: ProjectorSizes,
  random: Random,
): Record<string, InitialParameter> {
  const filled = (size: number, value: number) => ({ shape: [size], data: new Float32Array(size).fill(value) });
  return {
    [`${name}.inner.weight`]: xavierNormal(random, input, hidden),
    [`${name}.inner.bias`]: uniform(random, hidden, 1 / Math.sqrt(input)),
    [`${name}.norm.gain`]: filled(hidden, 1),
    [`${name}.norm.bias`]: filled(hidden, 0),
    [`${name}.outer.weight`]: xavierNormal(random, hidden, output),
    [`${name}.outer.bias`]: uniform(random, output, 1 / Math.sqrt(hidden)),
  };
}

/** Normal with variance 2 / (width in + width out): Glorot & Bengio 2010. */
function xavierNormal(random: Random, input: number, output: number): InitialParameter {
  const deviation = Math.sqrt(2 / (input + output));
  return { shape: [input, output], data: drawNormal(random, input * output, { mean: 0, deviation }) };
}

function uniform(random: Random, size: number, bound: number): InitialParameter {
  return { shape: [size], data: Float32Array.from({ length: size }, () => (2 * random.next() - 1) * bound) };
}
