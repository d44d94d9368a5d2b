import type { PackedRoom } from "./packedRoom.js";

/** The room of each part of a batch. */
type Rooms = readonly PackedRoom[];

/** How much larger the next room is, where a batch is larger than all samples. */
const GROWTH = 1.1;

/**
 * Rooms for the batches of a training, so few that nearly all batches share a handful of graphs, and so close to what
 * batches need that little is padding. Which room a batch gets depends on the batch alone, never on those before it.
 */
export class FewRooms {
  /** Each at least as large as the one before. */
  private readonly levels: readonly Rooms[];

  /**
   * @param samples What some random batches take, all of as many parts; at least one.
   * @param count How many rooms are made of them.
   * @throws {RangeError} If there is no sample.
   */
  constructor(samples: readonly Rooms[], count: number) {
    if (samples.length === 0) throw new RangeError("Cannot choose rooms: no batch was sampled");
    const sorted = samples.toSorted((one, other) => rowsOf(one) - rowsOf(other));
    const lasts = Array.from({ length: count }, (_, level) => Math.ceil(((level + 1) * sorted.length) / count));
    this.levels = lasts.map((last) => sorted.slice(0, last).reduce((most, each) => combined(most, each, Math.max)));
  }

  /** The smallest room that a batch fits in. @param needed What it takes at least; of as many parts as the samples. */
  roomFor(needed: Rooms): Rooms {
    const known = this.levels.find((level) => fits(needed, level));
    if (known) return known;
    const largest = this.levels.at(-1)!;
    let factor = GROWTH;
    while (!fits(needed, grown(largest, factor))) factor *= GROWTH;
    return grown(largest, factor);
  }
}

function rowsOf(rooms: Rooms): number {
  return rooms.reduce((sum, { rows, leadRows }) => sum + rows + leadRows, 0);
}

function fits(needed: Rooms, level: Rooms): boolean {
  return needed.every((room, part) => Object.entries(room).every(([name, size]) => size <= level[part]![name as keyof PackedRoom])); // prettier-ignore
}

function grown(rooms: Rooms, factor: number): Rooms {
  // A size of 0, where no sample had a lead, grows too.
  return combined(rooms, rooms, (size) => Math.ceil(Math.max(size, 1) * factor));
}

function combined(ones: Rooms, others: Rooms, by: (one: number, other: number) => number): Rooms {
  return ones.map((one, part) => {
    const other = others[part]!;
    return {
      rows: by(one.rows, other.rows),
      positions: by(one.positions, other.positions),
      items: by(one.items, other.items),
      leadRows: by(one.leadRows, other.leadRows),
      leadPositions: by(one.leadPositions, other.leadPositions),
    };
  });
}
