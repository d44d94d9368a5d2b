import type { Clock } from "../../../domain/clock.js";

/** Steps in which the rate rises, and after which a first plan is made; further ones when there are twice as many. */
const WARM_UP_STEPS = 10;
/** Of the highest rate, at the end. */
const LAST_RATE = 0.05;
/** How often training is measured. */
const MEASUREMENTS = 8;
/** Of what a step took so far: later ones may take longer. */
const CAUTION = 1.05;

/** How many steps a training makes, and how far each goes: so that the rate has fallen when the time is used up. */
export class StepPlan {
  private planned: number;
  private nextPlanning = WARM_UP_STEPS;
  /** When the first step ended, which also loads the graph. */
  private firstMs = 0;

  /**
   * @param endMs When all is to be done.
   * @param measurementMs How long one measurement takes.
   */
  constructor(
    private readonly mostSteps: number,
    private readonly endMs: number,
    private readonly measurementMs: number,
    private readonly clock: Clock,
  ) {
    this.planned = mostSteps;
  }

  get steps(): number {
    return this.planned;
  }

  /** Rises in a line, then falls along half a cosine. @param step From 1. */
  learningRate(step: number, highest: number): number {
    if (step <= WARM_UP_STEPS) return (highest * step) / WARM_UP_STEPS;
    const done = Math.min((step - WARM_UP_STEPS) / Math.max(this.planned - WARM_UP_STEPS, 1), 1);
    return highest * (LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + Math.cos(Math.PI * done)));
  }

  /** Takes note of the end of a step; must be told of each. */
  afterStep(step: number): void {
    if (step === 1) this.firstMs = this.clock();
    if (step !== this.nextPlanning) return;
    this.nextPlanning *= 2;
    const now = this.clock();
    const stepMs = ((now - this.firstMs) / (step - 1)) * CAUTION;
    const leftMs = this.endMs - now - (MEASUREMENTS + 1) * this.measurementMs;
    const more = stepMs > 0 ? Math.max(Math.floor(leftMs / stepMs), 0) : this.mostSteps;
    this.planned = Math.min(this.mostSteps, step + more);
  }

  /** Whether a measurement follows this step. */
  isMeasured(step: number): boolean {
    if (step >= this.planned) return true;
    return step > WARM_UP_STEPS && step % Math.max(Math.ceil(this.planned / MEASUREMENTS), WARM_UP_STEPS) === 0;
  }

  /** Whether the time is used up, save for a last measurement. */
  isOver(): boolean {
    return this.clock() + this.measurementMs >= this.endMs;
  }
}
