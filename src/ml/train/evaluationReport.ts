import type { Metrics } from "../metrics/rankMetrics.js";

/** The metrics of one set of rankings. */
export interface ReportRow {
  readonly full: Metrics;
  readonly sampled99: Metrics;
}

/** What `train` and `evaluate` print: test metrics by the project's protocol, and what they cost. */
export interface EvaluationReport {
  /** Users with a test item: those who were ranked. */
  readonly users: number;
  /** Items of the catalogue. */
  readonly items: number;
  readonly split: "leave-last-out";
  readonly rows: { readonly ordered: ReportRow; readonly shuffled: ReportRow };
  /** Mean cosine of the user vectors of ordered and shuffled histories; null for models without vectors. */
  readonly cosine: number | null;
  /** Of the whole command. */
  readonly seconds: number;
  /** Training steps alone, validation left out; null for models without epochs. */
  readonly secondsPerEpoch: number | null;
  /** The epoch that validation chose; null for models without epochs. */
  readonly bestEpoch: number | null;
  /** Highest resident memory of the process. */
  readonly peakMemoryMb: number;
}
