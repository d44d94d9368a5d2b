import type { EventResult } from "../recommend/eventResult.js";

/** Where the API reports what operators count. */
export interface UsageMeter {
  /** Counts events by what became of them. */
  countEvents(results: readonly EventResult[]): void;
  /**
   * Begins to time a field of `Query` or `Mutation`.
   *
   * @param name One of the schema's own, such as `Query.recommendations`.
   * @returns Ends it.
   */
  startField(name: string): () => void;
}
