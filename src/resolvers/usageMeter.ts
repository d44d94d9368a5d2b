import type { AnswerOrigin } from "../recommend/answerOrigin.js";
import type { EventResult } from "../recommend/eventResult.js";

/** Where the API reports what operators count. */
export interface UsageMeter {
  /** Counts events by what became of them. */
  countEvents(results: readonly EventResult[]): void;
  /** Counts an answer by what ordered it, and by what a language model knew of the user. */
  countAnswer(answer: AnswerOrigin): void;
  /**
   * Begins to time a field of `Query` or `Mutation`.
   *
   * @param name One of the schema's own, such as `Query.recommendations`.
   * @returns Ends it.
   */
  startField(name: string): () => void;
}
