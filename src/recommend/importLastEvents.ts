import type { UserId } from "../domain/userId.js";
import type { SourceInteraction } from "../formats/sourceInteraction.js";

const INITIAL_USERS = 1024;

/** Finds each user's last event, by time and then by order of the file, with memory proportional to users. */
export class ImportLastEvents {
  private readonly places = new Map<UserId, number>();
  private times = new Float64Array(INITIAL_USERS);
  private rows = new Float64Array(INITIAL_USERS);
  private counts = new Float64Array(INITIAL_USERS);

  /** @param row Number of the event in the order of the file; grows from call to call. */
  add({ userId, timestamp }: SourceInteraction, row: number): void {
    let place = this.places.get(userId);
    if (place === undefined) {
      place = this.places.size;
      this.places.set(userId, place);
      if (place >= this.times.length) this.grow();
      this.times[place] = -1;
    }
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    if (timestamp < (this.times[place] ?? 0)) return;
    this.times[place] = timestamp;
    this.rows[place] = row;
  }

  /** The rows of the last events in ascending order; a user with one event only keeps it, for nothing would be left to predict it from. */
  lastRows(): Float64Array {
    const users = this.places.size;
    return this.rows
      .slice(0, users)
      .filter((_, place) => (this.counts[place] ?? 0) > 1)
      .sort();
  }

  private grow(): void {
    const wider = (old: Float64Array) => {
      const wide = new Float64Array(old.length * 2);
      wide.set(old);
      return wide;
    };
    this.times = wider(this.times);
    this.rows = wider(this.rows);
    this.counts = wider(this.counts);
  }
}
