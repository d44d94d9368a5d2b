/** The stable codes that clients and scripts may branch on; each has one meaning, stated here, for ever. */
export const ERROR_CODES = {
  BAD_INPUT: "A value that the caller sent is malformed or out of range.",
  UNAUTHENTICATED: "No API key was sent, or it is unknown or revoked.",
  FORBIDDEN: "The API key's role does not allow this.",
  UNKNOWN_SPACE: "No such space.",
  SPACE_EXISTS: "A space of this name exists already.",
  UNKNOWN_USER: "No such user in this space.",
  UNKNOWN_ITEM: "No such item in this space.",
  UNKNOWN_MODEL: "No such model version in this space.",
  UNKNOWN_RUN: "No such training run in this space.",
  UNKNOWN_KEY: "No such API key in this space.",
  TRAINING_RUNNING: "A training run of this space is queued or running; one runs at a time.",
  RUN_ENDED: "The training run has ended already.",
  NOTHING_TO_TRAIN: "The log holds too little to train on.",
  CURSOR_INVALID: "The cursor was not issued by this server for this request.",
  CURSOR_EXPIRED: "The cursor's user, model version or time is gone: start again without it.",
  TOO_BUSY: "The server has more work queued than it may hold; try again later.",
  BAD_CONFIG: "A setting of the environment or the command line is wrong.",
  BAD_DATA: "A file of a data set cannot be read as what it claims to be.",
  ARTIFACT_CORRUPT: "A model artifact is incomplete, altered or of an unknown format.",
  UNKNOWN_ARTIFACT: "There is no model artifact at this place.",
  UNSUPPORTED_OPERATION: "A model uses an operation that the tracer cannot express.",
  BACKEND_UNAVAILABLE: "The chosen tensor backend is not installed.",
  TRAINING_FAILED: "Training stopped on a fault, such as a loss that is not finite.",
  CANCELLED: "The work was cancelled on request.",
  DISK_FULL: "The disk has no space left.",
  DATABASE_UNREACHABLE: "The database does not answer.",
  DATABASE_INCOMPATIBLE: "The database or its files were made by another version, or altered.",
  PORT_IN_USE: "Another program listens on the port.",
} as const satisfies Record<string, string>;

/** One of `ERROR_CODES`. */
export type ErrorCode = keyof typeof ERROR_CODES;
