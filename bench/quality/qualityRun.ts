import type { Machine } from "../harness/machine.js";

/** Metrics by name. */
type Metrics = Readonly<Record<"HR@10" | "HR@20" | "NDCG@10" | "NDCG@20", number>>;

/** Both rankings of one evaluation. */
export interface Ranked {
  readonly full: Metrics;
  readonly sampled99: Metrics;
}

/** The part of a training's result that the table needs, and where it was trained. */
export interface QualityRun {
  readonly row: string;
  readonly seed: number;
  readonly command: string;
  readonly machine: Machine;
  readonly users: number;
  readonly items: number;
  readonly ordered: Ranked;
  readonly shuffled: Ranked;
  readonly seconds: number;
  readonly secondsPerEpoch: number;
  readonly bestEpoch: number;
  readonly peakMemoryMb: number;
}
