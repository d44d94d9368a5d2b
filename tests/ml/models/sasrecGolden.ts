import { readFileSync } from "node:fs";

import type { SasrecConfig } from "../../../src/ml/models/sasrecConfig.js";
import type { InitialParameter } from "../../../src/ml/runtime/trainer.js";

interface StoredParameter {
  readonly shape: number[];
  readonly data: number[];
}

interface StoredNetwork {
  readonly config: SasrecConfig;
  readonly sequences: number[][];
  readonly parameters: Record<string, StoredParameter>;
  readonly hidden: number[][][];
}

interface StoredGolden extends StoredNetwork {
  readonly negatives: number[][];
  readonly sharedNegatives: number[];
  readonly losses: Record<"binary" | "softmax" | "sampled-softmax", number>;
  readonly binaryGradients: Record<string, StoredParameter>;
}

function floats(from: Record<string, StoredParameter>): Record<string, InitialParameter> {
  return Object.fromEntries(
    Object.entries(from).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
}

function network({ config, sequences, parameters, hidden }: StoredNetwork) {
  return {
    config,
    /** Item rows, oldest first; the last of each is only a target. */
    sequences: sequences.map((rows) => Int32Array.from(rows)),
    parameters: floats(parameters),
    /** Hidden states of each position of each sequence. */
    hidden,
  };
}

function stored(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
}

/**
 * What PyTorch 2.13 computed in float64 for a small SASRec: built on torch.nn.MultiheadAttention with two heads,
 * left-padded rows of different lengths, masked keys, no dropout, random weights (a key bias among them, which must not
 * matter).
 */
export const sasrecGolden = (() => {
  const golden = stored("./sasrec.golden.json") as StoredGolden;
  const { negatives, sharedNegatives, losses } = golden;
  return {
    ...network(golden),
    /** One for each pair of each sequence. */
    negatives,
    sharedNegatives,
    losses,
    binaryGradients: floats(golden.binaryGradients),
  };
})();

/** The same of a small eSASRec: LiGR's gated blocks, embeddings not scaled. */
export const esasrecGolden = network(stored("./esasrec.golden.json") as StoredNetwork);
