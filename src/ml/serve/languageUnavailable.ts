/** No language process can be asked now. One that starts later says so; what was to be asked is not at fault. */
export class LanguageUnavailable extends Error {
  override readonly name = "LanguageUnavailable";

  /** @param why For the message: `its model is not in use`. */
  constructor(why: string, options?: ErrorOptions) {
    super(`Cannot ask a language model: ${why}`, options);
  }
}
