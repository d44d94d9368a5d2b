/** @file What the language model makes of all items and of many histories. Axes: B prompts, N items, D width, K items of a window. */
import type { FrozenGraphsOptions } from "../../llm-srec/frozenGraphs.js";
import { LlmSrecReader } from "../../llm-srec/llmSrecReader.js";
import { promptFeeds, type VectorTable } from "../../llm-srec/promptFeeds.js";
import type { SoftTokenOptions } from "../../llm-srec/promptReadings.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { batchesByLength, type Corpus, type PromptHistory } from "./corpus.js";

const BATCH_SIZE = 32;

type Parameters = Readonly<Record<string, InitialParameter>>;

/** States of histories. */
export interface UserStates {
  /** At `[UserOut]`, `[B, D]`. */
  readonly out: Float32Array;
  /** At the soft tokens of the newest items, oldest first; each `[K or fewer, D]`. */
  readonly items: readonly Float32Array[];
}

/** What the reader looks up. */
export interface StateReaderOptions {
  readonly corpus: Corpus;
  readonly itemFeatures: VectorTable;
  readonly graphs: FrozenGraphsOptions;
  readonly soft: SoftTokenOptions;
  /** Called after every batch: it may throw to end the work. */
  readonly onBatch?: (() => void) | undefined;
}

/** Reads prompts forward only, many at a time. */
export class StateReader {
  private readonly users: LlmSrecReader;
  private readonly items: LlmSrecReader;

  constructor(private readonly options: StateReaderOptions) {
    this.users = new LlmSrecReader("user", options.graphs, options.soft);
    this.items = new LlmSrecReader("item", options.graphs, options.soft);
  }

  /** The states of all items at `[ItemOut]`; `[N + 1, D]`, row 0 zero. */
  async readItems(parameters: Parameters): Promise<Float32Array> {
    const { corpus, itemFeatures, graphs } = this.options;
    const width = graphs.frozen.config.width;
    const states = new Float32Array((corpus.itemCount + 1) * width);
    const prompts = Array.from({ length: corpus.itemCount }, (_, index) => corpus.itemPrompt(index + 1));
    for (const members of batchesByLength(
      prompts.map(({ ids }) => ids.length),
      BATCH_SIZE,
    )) {
      const batch = corpus.itemBatch(Array.from(members, (member) => prompts[member]!));
      const { out } = await this.items.read(parameters, promptFeeds("item", batch, itemFeatures));
      for (const [row, member] of members.entries())
        states.set(out.subarray(row * width, (row + 1) * width), (member + 1) * width);
      this.options.onBatch?.();
    }
    return states;
  }

  /**
   * The states of histories.
   *
   * @param teacher The teacher's vectors of the same histories, `[B, E]`: for prompts with a user representation.
   */
  async readUsers(
    parameters: Parameters,
    histories: readonly PromptHistory[],
    teacher: VectorTable,
  ): Promise<UserStates> {
    const { corpus, itemFeatures, graphs } = this.options;
    const width = graphs.frozen.config.width;
    const out = new Float32Array(histories.length * width);
    const items: Float32Array[] = new Array<Float32Array>(histories.length);
    const prompts = histories.map((history) => corpus.userPrompt(history));
    for (const members of batchesByLength(
      prompts.map(({ ids }) => ids.length),
      BATCH_SIZE,
    )) {
      const chosen = Array.from(members, (member) => prompts[member]!);
      const { feeds, shapes } = promptFeeds("user", corpus.userBatch(chosen), itemFeatures);
      const batch = {
        shapes: { ...shapes, teacher: { shape: [members.length, teacher.width], dtype: "float32" as const } },
        feeds: { ...feeds, teacher: rowsOf(teacher, members) },
      };
      const read = await this.users.read(parameters, batch);
      let item = 0;
      for (const [row, member] of members.entries()) {
        const count = chosen[row]!.items.length;
        out.set(read.out.subarray(row * width, (row + 1) * width), member * width);
        items[member] = read.items.slice(item * width, (item + count) * width);
        item += count;
      }
      this.options.onBatch?.();
    }
    return { out, items };
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.users.close();
    await this.items.close();
  }
}

/** Some rows of a table, in their order. */
export function rowsOf({ width, values }: VectorTable, rows: ArrayLike<number>): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (let at = 0; at < rows.length; at++)
    taken.set(values.subarray(rows[at]! * width, (rows[at]! + 1) * width), at * width);
  return taken;
}
