import type { InitialParameter } from "../runtime/trainer.js";
import { SasrecSteps } from "./sasrecSteps.js";
import type { SasrecTraining } from "./trainSasrec.js";
import { wholeSequences } from "./wholeSequences.js";

/**
 * Trains anew on the whole log, validation and test items included, for as many steps as the best epoch had taken:
 * there is nothing left to validate on, and the number of steps is what validation has taught.
 *
 * @param bestStep Of `trainSasrec` on the same training.
 * @returns The parameters to serve. Their quality is that of the training without the last items, or a little better.
 * @throws {DomainError} As `trainSasrec`.
 */
export async function refitSasrec(
  training: SasrecTraining,
  bestStep: number,
): Promise<Readonly<Record<string, InitialParameter>>> {
  const itemCount = training.split.itemIds.length;
  const steps = await SasrecSteps.open({ ...training, sequences: wholeSequences(training.split), itemCount });
  try {
    for await (const { epoch, step, loss } of steps.run()) {
      training.onProgress?.({ epoch, loss, fraction: step / bestStep });
      if (step >= bestStep) break;
    }
    return steps.parameters();
  } finally {
    await steps.close();
  }
}
