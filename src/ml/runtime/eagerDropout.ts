import { tf } from "../trace/tensorflow.js";
import type { DropoutSource } from "./dropoutSource.js";
import { fillDropoutMask } from "./fillDropoutMask.js";

/** Draws the masks of one eager training step; the traced step of the same seed and number gets the same ones. */
export class EagerDropout implements DropoutSource {
  private masks = 0;

  /** @param step Number of the training step, from 1. */
  constructor(
    private readonly seed: number,
    private readonly step: number,
  ) {}

  mask(shape: readonly number[], rate: number): tf.Tensor {
    const kept = new Uint8Array(tf.util.sizeFromShape([...shape]));
    fillDropoutMask(kept, rate, { seed: this.seed, step: this.step, mask: this.masks++ });
    const scale = 1 / (1 - rate);
    return tf.tensor(
      Float32Array.from(kept, (bit) => bit * scale),
      [...shape],
    );
  }
}
