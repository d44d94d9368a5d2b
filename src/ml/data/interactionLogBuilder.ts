import { GrowableArray } from "./growableArray.js";
import type { InteractionLog } from "./interactionLog.js";

/** Collects interactions in any order into an `InteractionLog`, in about 16 bytes an interaction plus the ids. */
export class InteractionLogBuilder {
  private readonly users = new Map<string, number>();
  private readonly items = new Map<string, number>();
  private readonly userOf = new GrowableArray((length) => new Uint32Array(length));
  private readonly itemOf = new GrowableArray((length) => new Uint32Array(length));
  private readonly timeOf = new GrowableArray((length) => new Float64Array(length));
  private dated: boolean | null = null;

  /** How many interactions were added. */
  get length(): number {
    return this.itemOf.length;
  }

  /**
   * Adds one interaction; the catalogue of the log is made of the items added here, and of no others.
   *
   * @param time When it happened, in any one unit; null in a log whose order of arrival is all that is known.
   * @throws {RangeError} If `time` is not finite.
   * @throws {TypeError} If some interactions have a time and others have none: they have no common order.
   */
  add(userId: string, itemId: string, time: number | null): void {
    if (time !== null && !Number.isFinite(time))
      throw new RangeError(`Cannot add an interaction at time ${time}: a finite number is wanted`);
    this.dated ??= time !== null;
    if (this.dated !== (time !== null))
      throw new TypeError("Cannot mix interactions with and without a time: all or none are wanted");
    this.userOf.push(numberOf(this.users, userId));
    this.itemOf.push(numberOf(this.items, itemId));
    if (time !== null) this.timeOf.push(time);
  }

  /** The log of everything added so far. */
  build(): InteractionLog {
    const itemIds = [...this.items.keys()].sort(byCodeUnits);
    const rowOf = new Int32Array(itemIds.length);
    itemIds.forEach((id, index) => (rowOf[numberOf(this.items, id)] = index + 1));

    const users = this.userOf.view();
    const items = this.itemOf.view();
    const offsets = offsetsOf(users, this.users.size);
    const order = this.chronological(users, offsets);
    const rows = Int32Array.from(order, (position) => rowOf[items[position]!]!);
    const addedTimes = this.timeOf.view();
    const times = this.dated === true ? Float64Array.from(order, (position) => addedTimes[position]!) : null;
    return { userIds: [...this.users.keys()], itemIds, offsets, rows, times };
  }

  /** The positions of arrival, grouped by user and sorted by time within each; `[interactions]`. */
  private chronological(users: Uint32Array, offsets: Uint32Array): Uint32Array {
    const order = new Uint32Array(users.length);
    const next = offsets.slice();
    for (let position = 0; position < users.length; position++) order[next[users[position]!]!++] = position;
    if (this.dated !== true) return order;
    const times = this.timeOf.view();
    for (let user = 0; user + 1 < offsets.length; user++) {
      const own = order.subarray(offsets[user], offsets[user + 1]);
      // Typed arrays sort stably, and most sources are in order already.
      if (!isSorted(own, times)) own.sort((a, b) => times[a]! - times[b]!);
    }
    return order;
  }
}

/** The number of `key`, the next free one if it is new. */
function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Where each user's interactions begin; `[users + 1]`. */
function offsetsOf(users: Uint32Array, userCount: number): Uint32Array {
  const offsets = new Uint32Array(userCount + 1);
  for (const user of users) offsets[user + 1]!++;
  for (let user = 0; user < userCount; user++) offsets[user + 1]! += offsets[user]!;
  return offsets;
}

function isSorted(positions: Uint32Array, times: Float64Array): boolean {
  for (let i = 1; i < positions.length; i++) if (times[positions[i - 1]!]! > times[positions[i]!]!) return false;
  return true;
}

/** Plain comparison, never `localeCompare`: the order must not depend on the machine. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
