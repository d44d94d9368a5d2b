/** @file What a language process does. Axes: I items, L entries that are left out, V width of vectors. */
import type { LlmSrecItem } from "../models/llmSrecItem.js";
import type { LlmSrecModel } from "../models/llmSrecModel.js";
import type { SasrecModel } from "../models/sasrecModel.js";
import type { LanguageItem } from "./languageItem.js";
import type { OmittedVectors } from "./omittedVectors.js";

/** Reads users and items by ids and titles, with a language model and its teacher. */
export class LanguageReader {
  constructor(
    private readonly model: LlmSrecModel,
    private readonly teacher: SasrecModel,
    /** By item id. */
    private readonly rows: ReadonlyMap<string, number>,
  ) {}

  /** The user's vector, `[V]`; null if nothing of the history can be read. */
  async userVector(history: readonly LanguageItem[]): Promise<Float32Array | null> {
    const { items } = this.readable(history);
    return items.length === 0 ? null : this.read([items]);
  }

  /** The user without each of the newest entries that prompts tell, in one batch; null if nothing can be read. */
  async omittedVectors(history: readonly LanguageItem[]): Promise<OmittedVectors | null> {
    const { items, indices } = this.readable(history);
    if (items.length === 0) return null;
    const { prompt, config } = this.model.settings;
    const first = Math.max(0, items.length - prompt.window);
    const left = items.slice(first).map((_, at) => items.toSpliced(first + at, 1));
    const all = [items, ...left].filter(({ length }) => length > 0);
    // A history of one entry without it is empty: its vector stays zero.
    const vectors = new Float32Array((1 + left.length) * config.vectorWidth);
    vectors.set(await this.read(all));
    return { indices: indices.slice(first), vectors };
  }

  /** The vectors of items that the model does not know, `[I, V]`. */
  itemVectors(titles: readonly string[]): Promise<Float32Array> {
    return this.model.itemVectors(titles.map((title) => ({ title })));
  }

  private async read(histories: readonly (readonly LlmSrecItem[])[]): Promise<Float32Array> {
    const known = histories.map((items) => Int32Array.from(items.flatMap(({ row }) => (row > 0 ? [row] : []))));
    return this.model.userVectors(histories, await this.teacher.userVectors(known));
  }

  /** What of a history can be read, and where it stands. */
  private readable(history: readonly LanguageItem[]): { items: LlmSrecItem[]; indices: number[] } {
    const items: LlmSrecItem[] = [];
    const indices: number[] = [];
    for (const [index, { id, title, time }] of history.entries()) {
      const row = this.rows.get(id) ?? 0;
      if (row === 0 && title === null) continue;
      items.push({ row, title: title ?? "", time });
      indices.push(index);
    }
    return { items, indices };
  }
}
