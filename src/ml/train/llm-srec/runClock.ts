import type { LlmSrecTraining } from "./llmSrecTraining.js";

const MS_PER_SECOND = 1_000;

/** The time of a run and its budget; what an earlier run spent counts. */
export class RunClock {
  private readonly startMs: number;
  private spentMs = 0;

  constructor(private readonly training: Pick<LlmSrecTraining, "clock" | "budgetSeconds">) {
    this.startMs = training.clock();
  }

  /** Adds what an earlier run spent. */
  resume(spentMs: number): void {
    this.spentMs = spentMs;
  }

  get usedMs(): number {
    return this.spentMs + this.training.clock() - this.startMs;
  }

  get usedSeconds(): number {
    return this.usedMs / MS_PER_SECOND;
  }

  /** Whether the budget holds so much more. */
  hasTimeFor(moreMs: number): boolean {
    const { budgetSeconds } = this.training;
    return budgetSeconds === undefined || this.usedMs + moreMs < budgetSeconds * MS_PER_SECOND;
  }

  /** How much of a run is done: by its rounds, or by the budget, whichever ends first. */
  fraction(byRounds: number): number {
    const { budgetSeconds = Number.POSITIVE_INFINITY } = this.training;
    return Math.min(1, Math.max(byRounds, this.usedSeconds / budgetSeconds));
  }
}
