/** An inference process ended with calls unanswered; they may be asked again of another one, since no call changes anything outside. */
export class InferenceProcessEnded extends Error {
  override readonly name = "InferenceProcessEnded";

  /**
   * @param how For the message: `signal SIGKILL`.
   * @param wasClosing Whether it was being closed, so that its end is no fault.
   */
  constructor(
    how: string,
    readonly wasClosing: boolean,
    options?: ErrorOptions,
  ) {
    super(`Cannot get an answer from an inference process: ${how}`, options);
  }
}
