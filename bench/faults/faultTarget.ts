/** What is killed, in turn; `everything` at once is a power cut. */
export const FAULT_TARGETS = ["worker", "server", "database", "training", "everything"] as const;

/** One of `FAULT_TARGETS`. */
export type FaultTarget = (typeof FAULT_TARGETS)[number];
