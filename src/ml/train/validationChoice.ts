import type { Evaluation } from "../evaluate/evaluation.js";
import type { InitialParameter } from "../runtime/trainer.js";
import type { TrainingOptions } from "./trainingOptions.js";

/** Parameters that were looked at on the validation items. */
export interface Candidate {
  readonly epoch: number;
  readonly step: number;
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly valid: Evaluation;
}

/** Keeps the best candidate and says when to stop looking for a better one. */
export class ValidationChoice {
  private kept: Candidate | null = null;

  constructor(private readonly options: Pick<TrainingOptions, "selectBy" | "patienceSteps" | "minimumSteps">) {}

  /** The best candidate so far. @throws {RangeError} If none was offered. */
  get best(): Candidate {
    if (this.kept === null) throw new RangeError("Cannot name the best of no candidates");
    return this.kept;
  }

  /** The step at which training ends unless validation improves before. */
  get lastStep(): number {
    const { patienceSteps, minimumSteps } = this.options;
    return Math.max(minimumSteps, (this.kept?.step ?? 0) + patienceSteps);
  }

  /**
   * Takes note of a candidate; where there are no validation items at all, the newest one is kept.
   *
   * @returns Whether to go on training.
   */
  offer(candidate: Candidate): boolean {
    const metric = this.metric(candidate);
    if (this.kept === null || Number.isNaN(metric) || metric > this.metric(this.kept)) this.kept = candidate;
    const isBlind = Number.isNaN(metric);
    return candidate.step < (isBlind ? this.options.minimumSteps : this.lastStep);
  }

  private metric({ valid }: Candidate): number {
    return valid[this.options.selectBy]["NDCG@10"];
  }
}
