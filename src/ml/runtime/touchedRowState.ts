import { RowTable, type TouchedRows } from "./rowTable.js";
import type { GraphTensor } from "./session.js";
import type { BatchFeeds, InitialParameter, RowUpdates } from "./trainer.js";
import { STATE_PARTS, type StatePart } from "./trainingGraph.js";

type Tensors = Readonly<Record<StatePart, GraphTensor & { readonly data: Float32Array }>>;

/** Room beyond what a step needs, so that few graphs are made: each has one number of rows. */
const SPARE_ROOM = 1.125;

/** The rows of a table that a step works on, as inputs and outputs of its graph: U of them, with room for more. */
export class TouchedRowState {
  private readonly table: RowTable;
  private before: Tensors;
  private after: Tensors;

  constructor(
    parameter: InitialParameter,
    private readonly updates: RowUpdates,
  ) {
    this.table = new RowTable(parameter, updates);
    this.before = emptyTensors(0, this.table.width);
    this.after = this.before;
  }

  /** The table's values as they are now, not a copy. */
  get values(): Float32Array {
    return this.table.values;
  }

  /** The rows that the graph of the step must have room for: what the last `load` needed, or any before it. */
  get room(): number {
    return this.before.parameter.shape[0]!;
  }

  /** Takes in the rows that a batch names. @throws {RangeError} If the table has no such row. */
  load(feeds: BatchFeeds): TouchedRows {
    const touched = this.table.touch(feeds);
    const { length } = touched.rows;
    if (length > this.room) {
      const room = Math.ceil(length * SPARE_ROOM);
      this.before = emptyTensors(room, this.table.width);
      this.after = emptyTensors(room, this.table.width);
    }
    this.table.read(touched.rows, valuesOf(this.before));
    return touched;
  }

  /** The graph's inputs, by their names. */
  inputs(): Record<string, GraphTensor> {
    return this.named(this.before, "");
  }

  /** Where the graph is to write its outputs, by their names. */
  outputs(): Record<string, GraphTensor> {
    return this.named(this.after, "next/");
  }

  /** Puts what the graph wrote into the table. */
  store({ rows }: TouchedRows): void {
    this.table.write(rows, valuesOf(this.after));
  }

  private named(tensors: Tensors, prefix: string): Record<string, GraphTensor> {
    const { parameter } = this.updates;
    return Object.fromEntries(STATE_PARTS.map((part) => [`${prefix}${part}/${parameter}`, tensors[part]]));
  }
}

function emptyTensors(rows: number, width: number): Tensors {
  const empty = () => ({ data: new Float32Array(rows * width), shape: [rows, width] });
  return { parameter: empty(), moment1: empty(), moment2: empty() };
}

function valuesOf({ parameter, moment1, moment2 }: Tensors): Record<StatePart, Float32Array> {
  return { parameter: parameter.data, moment1: moment1.data, moment2: moment2.data };
}
