import { readFileSync } from "node:fs";

import type { SasrecConfig } from "../../../src/ml/models/sasrecConfig.js";
import type { InitialParameter } from "../../../src/ml/runtime/trainer.js";

interface StoredParameter {
  readonly shape: number[];
  readonly data: number[];
}

interface StoredGolden {
  readonly config: SasrecConfig;
  readonly sequences: number[][];
  readonly negatives: number[][];
  readonly sharedNegatives: number[];
  readonly parameters: Record<string, StoredParameter>;
  readonly hidden: number[][][];
  readonly losses: Record<"binary" | "softmax" | "sampled-softmax", number>;
  readonly binaryGradients: Record<string, StoredParameter>;
}

/**
 * What PyTorch 2.13 computed in float64 for a small SASRec: built on torch.nn.MultiheadAttention with two heads,
 * left-padded rows of different lengths, masked keys, no dropout, random weights (a key bias among them, which must not
 * matter).
 */
export const sasrecGolden = (() => {
  const stored = JSON.parse(readFileSync(new URL("./sasrec.golden.json", import.meta.url), "utf8")) as StoredGolden;
  const floats = (from: Record<string, StoredParameter>): Record<string, InitialParameter> =>
    Object.fromEntries(
      Object.entries(from).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
    );
  return {
    config: stored.config,
    /** Item rows, oldest first; the last of each is only a target. */
    sequences: stored.sequences.map((rows) => Int32Array.from(rows)),
    /** One for each pair of each sequence. */
    negatives: stored.negatives,
    sharedNegatives: stored.sharedNegatives,
    parameters: floats(stored.parameters),
    /** Hidden states of each position of each sequence. */
    hidden: stored.hidden,
    losses: stored.losses,
    binaryGradients: floats(stored.binaryGradients),
  };
})();
