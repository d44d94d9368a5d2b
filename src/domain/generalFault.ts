import { ERROR_CODES, type ErrorCode } from "./errorCode.js";

/** Faults of the installation: clients learn which, and the log the rest, such as addresses and paths. */
const FOR_OPERATORS: readonly ErrorCode[] = [
  "ARTIFACT_CORRUPT",
  "BACKEND_UNAVAILABLE",
  "BAD_CONFIG",
  "BAD_DATA",
  "DATABASE_INCOMPATIBLE",
  "DATABASE_UNREACHABLE",
  "DISK_FULL",
  "LANGUAGE_MODEL_UNUSABLE",
  "PORT_IN_USE",
  "UNKNOWN_ARTIFACT",
  "UNKNOWN_LANGUAGE_MODEL",
  "UNSUPPORTED_OPERATION",
];

/**
 * What a fault of the installation is called where the whole of it is for operators: the meaning of its code, without a
 * period; null if the code is none of those, so that its message is for clients.
 */
export function generalFault(code: ErrorCode): string | null {
  return FOR_OPERATORS.includes(code) ? ERROR_CODES[code].replace(/\.$/, "") : null;
}
