import { DomainError } from "../domain/domainError.js";

/** Bounds how much of one kind a key has going on at once, so that none can take the whole server. */
export class InFlight {
  private readonly counts = new Map<string, number>();

  /**
   * @param what What is counted, for the message: "requests".
   * @param limit Most of one holder at once.
   */
  constructor(
    private readonly what: string,
    private readonly limit: number,
  ) {}

  /**
   * Takes a place.
   *
   * @param holder A key's id, or a name for all who have none.
   * @returns Gives the place back; once, however often it is called.
   * @throws {DomainError} `TOO_BUSY` if the holder has as many as are allowed.
   */
  enter(holder: string): () => void {
    const count = this.counts.get(holder) ?? 0;
    if (count >= this.limit)
      throw new DomainError(
        "TOO_BUSY",
        `Cannot take more than ${this.limit} ${this.what} of one key at once: try again when one has ended`,
      );
    this.counts.set(holder, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.counts.get(holder) ?? 1) - 1;
      if (left > 0) this.counts.set(holder, left);
      else this.counts.delete(holder);
    };
  }
}
