import { DomainError } from "../domain/domainError.js";
import { generalFault } from "../domain/generalFault.js";
import { TrainingFault } from "./trainingFault.js";

/**
 * What the row of a run says of a fault. Whoever may read may read it, so faults of the installation and bugs are told in
 * general words, without a path or an address: the worker's log has the rest.
 */
export function faultForReaders(error: unknown): string {
  if (error instanceof TrainingFault) return error.message;
  if (!(error instanceof DomainError)) return "Cannot train: the program failed, and its log says why";
  const general = generalFault(error.code);
  if (general !== null) return `Cannot train: ${general}`;
  return error.message.startsWith("Cannot") ? error.message : `Cannot train: ${error.message}`;
}
