import type { TokenizedPrompt } from "../../src/ml/llm-srec/tokenizedPrompt.js";

/** A step of LLM-SRec to be timed. */
export interface ModelStepTask {
  /** Of the language model that are computed. */
  readonly layers: number;
  readonly prompt: "compact" | "paper";
  /** Users, and as many items: each user's next. */
  readonly batchSize: number;
}

/** The folder of a step: frozen weights, this as `step.json`, and numbers in `parameters.f32` and `vectors.f32`. */
export interface WrittenStep {
  readonly users: readonly TokenizedPrompt[];
  readonly items: readonly TokenizedPrompt[];
  /** Names and shapes of the parameters, in the order of their numbers. */
  readonly shapes: readonly (readonly [name: string, shape: readonly number[]])[];
  /** What soft tokens are made from, by item row; the teacher's vectors of the users follow in the file. */
  readonly itemWidth: number;
  readonly itemRows: number;
  readonly teacherWidth: number;
  readonly softTokenScale: number;
  readonly temperature: number;
}

/** What a process says of a step. */
export interface ModelStepTimes {
  readonly milliseconds: number;
  /** Of all threads. */
  readonly processorMilliseconds: number;
  /** Before the step. */
  readonly loss: number;
}

/** The file of `WrittenStep`. */
export const STEP_FILE = "step.json";
/** First values of the parameters. */
export const PARAMETERS_FILE = "parameters.f32";
/** Of items, then of the teacher. */
export const VECTORS_FILE = "vectors.f32";
