import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What goes in, alike for all files of one shape. */
export interface GoldenInputs {
  readonly short: { readonly inputIds: readonly number[] };
  readonly long: { readonly inputIds: readonly number[] };
  readonly batch: {
    readonly inputIds: readonly (readonly number[])[];
    readonly attentionMask: readonly (readonly number[])[];
  };
  readonly softToken: {
    readonly inputIds: readonly number[];
    readonly position: number;
    readonly embedding: readonly number[];
    readonly lossWeights: readonly number[];
  };
}

/** What another program computed from it, in float32. */
export interface GoldenOutputs {
  readonly short: {
    readonly lastHiddenState: readonly (readonly number[])[];
    readonly nextTokens: readonly { readonly id: number; readonly logit: number }[];
  };
  readonly long: { readonly lastHiddenStateAtLast: readonly number[] };
  readonly batch: { readonly lastHiddenStateAtLastReal: readonly (readonly number[])[] };
  readonly softToken: {
    readonly lastHiddenStateAtLast: readonly number[];
    readonly loss: number;
    readonly gradient: readonly number[];
  };
}

/** A `golden.json` of one checkpoint. */
export type Golden = GoldenInputs & GoldenOutputs & { readonly ropeInverseFrequencies: readonly number[] };

/** A `golden.json` of several files with the same inputs. */
export interface GoldenFiles {
  readonly inputs: GoldenInputs;
  readonly files: Readonly<Record<string, GoldenOutputs>>;
}

/** Reads a JSON file of golden values. */
export function readGolden(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, "golden.json"), "utf8"));
}
