/** Why a worker stops in the middle: the run was cancelled; it is another worker's now, or gone; this worker is closing. */
export type StopReason = "CANCELLED" | "LOST" | "SHUTDOWN";

/** Ends an attempt that failed in no way. */
export class TrainingStopped extends Error {
  override readonly name = "TrainingStopped";

  constructor(readonly reason: StopReason) {
    super(`Cannot go on training: ${reason.toLowerCase()}`);
  }
}
