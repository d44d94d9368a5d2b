import type { PeerPython } from "./peerPython.js";

/** What a bench may use of the machine. */
export interface BenchContext {
  /** A folder of the data sets that are too large or too private for the repository; null where there is none. */
  readonly dataFolder: string | null;
  /** The PyTorch references; null where they or Python are absent. */
  readonly peer: PeerPython | null;
  /** Says on standard error what is being done. */
  readonly say: (line: string) => void;
}

/** One figure, and what it is held against. */
export interface BenchRow {
  /** What was measured, with its sizes. */
  readonly what: string;
  readonly value: number;
  /** `ms`, `s`, `MB`, `/s`, or `x` for a ratio. */
  readonly unit: string;
  /** What the figure should be; null where it is only there to compare with. */
  readonly bar: { readonly atMost: number } | { readonly atLeast: number } | null;
  /** What it stands against and how it was taken: "the peer's step, 9 rounds in turn". */
  readonly against: string;
  /** Figures behind it, for the JSON: medians of both sides, rounds, spread. */
  readonly details?: Readonly<Record<string, number | string | readonly number[]>>;
}

/** A claim about speed or memory that a command can repeat. */
export interface BenchCase {
  /** As the command line names it. */
  readonly name: string;
  /** One line. */
  readonly title: string;
  /** Why it cannot run here, as "needs ..."; null if it can. `isQuick`: whether only `check` is to run. */
  readonly missing?: (context: BenchContext, isQuick: boolean) => string | null;
  /**
   * Shows that what is timed computes what it claims, at a size that takes seconds.
   *
   * @throws {Error} If it does not.
   */
  readonly check: (context: BenchContext) => Promise<void>;
  /** Measures at full size, equality first. */
  readonly measure: (context: BenchContext) => Promise<readonly BenchRow[]>;
}
