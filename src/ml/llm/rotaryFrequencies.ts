/**
 * @file How fast the pairs of a head turn from one position to the next.
 *
 * Source: Su et al., "RoFormer", 2021 (arXiv:2104.09864); linear scaling is position interpolation, Chen et al. 2023
 * (arXiv:2306.15595); "llama3" is Llama 3.1's, which slows the slow pairs, keeps the fast ones, and blends between.
 */

/** How a model was stretched to more positions than it was first trained on. */
export type RotaryScaling =
  | { readonly kind: "none" }
  | { readonly kind: "linear"; readonly factor: number }
  | {
      readonly kind: "llama3";
      readonly factor: number;
      /** Turns within the original context, at and below which a pair is slowed by the whole factor. */
      readonly lowFrequencyFactor: number;
      /** Turns within the original context, at and above which a pair is left alone. */
      readonly highFrequencyFactor: number;
      readonly originalPositions: number;
    }
  /** Each pair by a number of its own, as GGUF files store it. */
  | { readonly kind: "perPair"; readonly factors: ArrayLike<number> };

/**
 * Radians a position of each pair, fastest first; float32, as the models compute with them.
 *
 * @param headWidth Even.
 * @param base The wavelength of the slowest pair, about: 10,000 to 1,000,000.
 */
export function rotaryFrequencies(headWidth: number, base: number, scaling: RotaryScaling): number[] {
  return Array.from({ length: headWidth / 2 }, (_, pair) =>
    Math.fround(scaled(1 / base ** ((2 * pair) / headWidth), pair, scaling)),
  );
}

function scaled(frequency: number, pair: number, scaling: RotaryScaling): number {
  switch (scaling.kind) {
    case "none":
      return frequency;
    case "linear":
      return frequency / scaling.factor;
    case "perPair":
      return frequency / (scaling.factors[pair] ?? 1);
    case "llama3": {
      const { factor, lowFrequencyFactor, highFrequencyFactor, originalPositions } = scaling;
      const turns = (originalPositions * frequency) / (2 * Math.PI);
      const kept = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
      const share = Math.min(Math.max(kept, 0), 1);
      return (1 - share) * (frequency / factor) + share * frequency;
    }
  }
}
