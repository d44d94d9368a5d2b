import type { EventResult } from "../recommend/eventResult.js";
import type { EventResultType } from "../schema/eventResultType.js";
import type { LogInteractionsPayloadType } from "../schema/logInteractionsPayloadType.js";

import type { Plain } from "./plain.js";

/** The results of a batch, each with its place in it, and their counts. */
export function toLogPayload(
  results: readonly EventResult[],
): Omit<Plain<LogInteractionsPayloadType>, "results"> & { results: Plain<EventResultType>[] } {
  const count = (status: EventResult["status"]) => results.filter((result) => result.status === status).length;
  return {
    results: results.map((result, index) => ({ index, ...result })),
    loggedCount: count("LOGGED"),
    duplicateCount: count("DUPLICATE"),
    rejectedCount: count("REJECTED"),
  };
}
