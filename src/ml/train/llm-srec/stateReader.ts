/** @file What the language model makes of all items and of many histories. Axes: B prompts, N items, D width, K items of a window, P told items. */
import type { FrozenGraphsOptions } from "../../llm-srec/frozenGraphs.js";
import { LlmSrecReader, type ReadPrompts } from "../../llm-srec/llmSrecReader.js";
import { promptFeeds, type VectorTable } from "../../llm-srec/promptFeeds.js";
import type { SoftTokenOptions } from "../../llm-srec/promptReadings.js";
import type { TokenizedPrompt } from "../../llm-srec/tokenizedPrompt.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import { batchesByLength, type Corpus, type PromptHistory } from "./corpus.js";

const BATCH_SIZE = 32;

type Parameters = Readonly<Record<string, InitialParameter>>;

/** States of histories. */
export interface UserStates {
  /** At `[UserOut]`, `[B, D]`. */
  readonly out: Float32Array;
  /** At the soft tokens of the newest items, `[B, D]`. */
  readonly lastItem: Float32Array;
}

/** States of histories and of all that they tell. */
export interface PositionStates {
  /** At `[UserOut]`, `[B, D]`. */
  readonly out: Float32Array;
  /** At the soft tokens of items, `[P, D]`: history by history, K or fewer of each, oldest first. */
  readonly positions: Float32Array;
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
  private readonly positions: LlmSrecReader;
  private readonly items: LlmSrecReader;

  constructor(private readonly options: StateReaderOptions) {
    this.users = new LlmSrecReader("user", options.graphs, options.soft, "lastItem");
    this.positions = new LlmSrecReader("user", options.graphs, options.soft, "items");
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
    const { width } = this.options.graphs.frozen.config;
    const out = new Float32Array(histories.length * width);
    const lastItem = new Float32Array(histories.length * width);
    const prompts = this.prompts(histories);
    for await (const { members, read } of this.batches(this.users, parameters, prompts, teacher))
      for (const [row, member] of members.entries()) {
        out.set(read.out.subarray(row * width, (row + 1) * width), member * width);
        lastItem.set(read.lastItem.subarray(row * width, (row + 1) * width), member * width);
      }
    return { out, lastItem };
  }

  /** The same, with the states of all items that the prompts tell: much more to keep. */
  async readPositions(
    parameters: Parameters,
    histories: readonly PromptHistory[],
    teacher: VectorTable,
  ): Promise<PositionStates> {
    const { width } = this.options.graphs.frozen.config;
    const prompts = this.prompts(histories);
    const offsets = new Int32Array(prompts.length + 1);
    for (const [at, { items }] of prompts.entries()) offsets[at + 1] = offsets[at]! + items.length;
    const out = new Float32Array(histories.length * width);
    const positions = new Float32Array(offsets.at(-1)! * width);
    for await (const { members, read } of this.batches(this.positions, parameters, prompts, teacher)) {
      let item = 0;
      for (const [row, member] of members.entries()) {
        const count = prompts[member]!.items.length;
        out.set(read.out.subarray(row * width, (row + 1) * width), member * width);
        positions.set(read.items.subarray(item * width, (item + count) * width), offsets[member]! * width);
        item += count;
      }
    }
    return { out, positions };
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.users.close();
    await this.positions.close();
    await this.items.close();
  }

  private prompts(histories: readonly PromptHistory[]): TokenizedPrompt[] {
    return histories.map((history) => this.options.corpus.userPrompt(history));
  }

  private async *batches(
    reader: LlmSrecReader,
    parameters: Parameters,
    prompts: readonly TokenizedPrompt[],
    teacher: VectorTable,
  ): AsyncGenerator<{ readonly members: Int32Array; readonly read: ReadPrompts }> {
    const { corpus, itemFeatures, onBatch } = this.options;
    const lengths = prompts.map(({ ids }) => ids.length);
    for (const members of batchesByLength(lengths, BATCH_SIZE)) {
      const chosen = Array.from(members, (member) => prompts[member]!);
      const { feeds, shapes } = promptFeeds("user", corpus.userBatch(chosen), itemFeatures);
      const teachers = { shape: [members.length, teacher.width], dtype: "float32" } as const;
      const batch = {
        shapes: { ...shapes, teacher: teachers },
        feeds: { ...feeds, teacher: rowsOf(teacher, members) },
      };
      yield { members, read: await reader.read(parameters, batch) };
      onBatch?.();
    }
  }
}

/** Some rows of a table, in their order. */
export function rowsOf({ width, values }: VectorTable, rows: ArrayLike<number>): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (let at = 0; at < rows.length; at++)
    taken.set(values.subarray(rows[at]! * width, (rows[at]! + 1) * width), at * width);
  return taken;
}
