import type { ErrorCode } from "../domain/errorCode.js";

/** What became of one event. */
export interface EventResult {
  /** The client's id of the event, or the one that was generated. */
  readonly eventId: string;
  /** `LOGGED`: it counts from now on. `DUPLICATE`: it was logged before. `REJECTED`: it was not logged, for the reason given. */
  readonly status: "LOGGED" | "DUPLICATE" | "REJECTED";
  /** Why it was rejected; null otherwise. */
  readonly code: ErrorCode | null;
  /** The reason in words; null unless rejected, or a duplicate of another event than was logged under its id. */
  readonly message: string | null;
}
