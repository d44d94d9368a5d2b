/** A training process failed. */
export class TrainingFault extends Error {
  override readonly name = "TrainingFault";

  /**
   * @param message One clear line for whoever may read the run: it holds no path or address.
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
