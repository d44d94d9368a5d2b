/**
 * @file A table of which a training step touches few rows: only those are read, updated and written back, so that a
 * step's time does not grow with the table.
 *
 * Rule: Adam, with the moments of a row that a step does not touch left as they are ("lazy" Adam, PyTorch's SparseAdam).
 * Departs from Adam: there, a row's moments decay, and move the row, at steps whose gradient is 0 there.
 * Axes: N rows of the table, D width, U rows touched.
 */
import { mapRecord } from "./mapRecord.js";
import type { BatchFeeds, InitialParameter, RowUpdates } from "./trainer.js";
import { STATE_PARTS, type StatePart } from "./trainingGraph.js";

/** The rows that a step touches, and its feeds with their places among these instead of in the table. */
export interface TouchedRows {
  /** All different; the first is 0, so that what means "nothing" keeps its number. */
  readonly rows: Int32Array;
  readonly feeds: BatchFeeds;
}

const UNTOUCHED = -1;

/** A parameter table with its two moments. */
export class RowTable {
  /** D. */
  readonly width: number;
  /** `[N, D]` each. */
  private readonly parts: Readonly<Record<StatePart, Float32Array>>;
  private readonly feeds: ReadonlySet<string>;
  /** `[N]`: a row's place among those touched, while a step's are collected. */
  private readonly places: Int32Array;
  /** `[N]`, of which a step fills U. */
  private readonly order: Int32Array;

  /** @throws {RangeError} If the parameter is not a table. */
  constructor({ shape, data }: InitialParameter, { parameter, feeds }: RowUpdates) {
    const [N, width] = shape;
    if (shape.length !== 2 || N === undefined || width === undefined)
      throw new RangeError(`Cannot update rows of "${parameter}" of shape [${shape.join(", ")}]: a table is wanted`);
    this.width = width;
    this.parts = {
      parameter: data.slice(),
      moment1: new Float32Array(data.length),
      moment2: new Float32Array(data.length),
    };
    this.feeds = new Set(feeds);
    this.places = new Int32Array(N).fill(UNTOUCHED);
    this.order = new Int32Array(N);
  }

  /** The parameter's values as they are now, not a copy; `[N, D]`. */
  get values(): Float32Array {
    return this.parts.parameter;
  }

  /** @throws {RangeError} If a feed names a row that the table has not. */
  touch(feeds: BatchFeeds): TouchedRows {
    const { places, order } = this;
    const outside = this.outside(feeds);
    if (outside !== undefined) throw new RangeError(`Cannot look up row ${outside} of a table of ${places.length}`);
    places[0] = 0;
    order[0] = 0;
    let touched = 1;
    const placed = mapRecord(feeds, (values, name) => {
      if (!this.feeds.has(name)) return values;
      const local = new Int32Array(values.length);
      for (let i = 0; i < values.length; i++) {
        const row = values[i]!;
        if (places[row] === UNTOUCHED) {
          order[touched] = row;
          places[row] = touched++;
        }
        local[i] = places[row]!;
      }
      return local;
    });
    const rows = order.slice(0, touched);
    for (const row of rows) places[row] = UNTOUCHED;
    return { rows, feeds: placed };
  }

  /**
   * Copies the rows of all parts out.
   *
   * @param into For each part `[at least U, D]`.
   */
  read(rows: Int32Array, into: Readonly<Record<StatePart, Float32Array>>): void {
    const { width } = this;
    for (const part of STATE_PARTS) {
      for (let place = 0; place < rows.length; place++)
        into[part].set(this.parts[part].subarray(rows[place]! * width, (rows[place]! + 1) * width), place * width);
    }
  }

  /** Copies them back. */
  write(rows: Int32Array, from: Readonly<Record<StatePart, Float32Array>>): void {
    const { width } = this;
    for (const part of STATE_PARTS) {
      for (let place = 0; place < rows.length; place++)
        this.parts[part].set(from[part].subarray(place * width, (place + 1) * width), rows[place]! * width);
    }
  }

  private outside(feeds: BatchFeeds): number | undefined {
    for (const name of this.feeds) {
      const row = feeds[name]?.find((value) => value < 0 || value >= this.places.length);
      if (row !== undefined) return row;
    }
    return undefined;
  }
}
