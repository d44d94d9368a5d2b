/** A training process failed. */
export class TrainingFault extends Error {
  override readonly name = "TrainingFault";

  /**
   * @param message One clear line for whoever started the run.
   * @param isPassing Whether another attempt may succeed: the process was ended from outside, or its data withdrawn.
   */
  constructor(
    message: string,
    readonly isPassing: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
