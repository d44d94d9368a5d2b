import { DomainError } from "../../../domain/domainError.js";

/**
 * The loss, if it is a number.
 *
 * @param place Where in the training it came from.
 * @throws {DomainError} `TRAINING_FAILED`
 */
export function checkLoss(loss: number, place: string): number {
  if (Number.isFinite(loss)) return loss;
  throw new DomainError(
    "TRAINING_FAILED",
    `Cannot go on training: the loss of ${place} is ${loss}; a smaller learning rate may help`,
  );
}
