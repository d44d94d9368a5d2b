/** @file What soft tokens are made from. Axes: N items, E width of the teacher, D of the language model. */
import type { VectorTable } from "../llm-srec/promptFeeds.js";
import type { LlmSrecItem } from "./llmSrecItem.js";

/** The vectors of a catalogue, and what stands for items that came later. */
export interface LlmSrecFeatureTables {
  /** The teacher's, `[N + 1, E]`. */
  readonly teacher: VectorTable;
  /** The teacher's vector of an item that it does not know, `[E]`. */
  readonly unseenItem: Float32Array;
  /** `[N + 1, D]`; null where titles are no part of soft tokens. */
  readonly titles: VectorTable | null;
  /** Title vectors of later items, `[D]` each. */
  readonly titleVector: (title: string) => Promise<Float32Array>;
}

/** The items of a batch of prompts, each once, as a table that grows. */
export class LlmSrecFeatures {
  private readonly rows = new Map<string, number>();
  private readonly vectors: Float32Array[] = [];

  constructor(private readonly tables: LlmSrecFeatureTables) {}

  /** The item's row in `table`, from 1. */
  async rowOf({ row, title }: Pick<LlmSrecItem, "row" | "title">): Promise<number> {
    const key = row > 0 ? String(row) : `title ${title}`;
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const vector = row > 0 ? this.ofRow(row) : await this.ofTitle(title);
    this.rows.set(key, this.vectors.length + 1);
    return this.vectors.push(vector);
  }

  /** `[I, E]` or `[I, E + D]`, row 0 zero. */
  get table(): VectorTable {
    const { teacher, titles } = this.tables;
    const width = teacher.width + (titles?.width ?? 0);
    const values = new Float32Array((this.vectors.length + 1) * width);
    for (const [index, vector] of this.vectors.entries()) values.set(vector, (index + 1) * width);
    return { width, values };
  }

  private ofRow(row: number): Float32Array {
    const { teacher, titles } = this.tables;
    const own = rowOf(teacher, row);
    return titles === null ? own : joined(own, rowOf(titles, row));
  }

  private async ofTitle(title: string): Promise<Float32Array> {
    const { unseenItem, titles, titleVector } = this.tables;
    return titles === null ? unseenItem : joined(unseenItem, await titleVector(title));
  }
}

function rowOf({ width, values }: VectorTable, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
