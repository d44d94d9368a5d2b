/** @file Histories and items as prompts. Axes: N items, I numbers of an item. */
import type { Split } from "../../data/splitLeaveLastOut.js";
import type { FewRooms } from "../../llm-srec/fewRooms.js";
import { itemPrompt } from "../../llm-srec/itemPrompt.js";
import { packInParts, type PartedPrompts } from "../../llm-srec/packInParts.js";
import { partedRooms } from "../../llm-srec/packedRoom.js";
import { promptBatch, type PromptBatch } from "../../llm-srec/promptBatch.js";
import type { PromptEncoder } from "../../llm-srec/promptEncoder.js";
import type { VectorTable } from "../../llm-srec/promptFeeds.js";
import type { PromptOptions } from "../../llm-srec/promptOptions.js";
import type { TokenizedPrompt } from "../../llm-srec/tokenizedPrompt.js";
import { userPrompt } from "../../llm-srec/userPrompt.js";

/** A history as a prompt needs it. */
export interface PromptHistory {
  /** Item rows, oldest first. */
  readonly rows: Int32Array;
  /** Milliseconds since 1970, one a row; null where there are no days. */
  readonly times: Float64Array | null;
}

/** Lengths of prompts are rounded up to a multiple of it, so that batches have few shapes. */
const LENGTH_STEP = 16;
/** Into how many parts packed batches are laid out. */
const PACKED_PARTS = 2;

/** Makes prompts, and batches of them. */
export class Corpus {
  private readonly items: readonly TokenizedPrompt[];

  /** @param titles Row r at index r - 1. */
  constructor(
    private readonly encoder: PromptEncoder,
    private readonly options: PromptOptions,
    private readonly titles: readonly string[],
  ) {
    this.items = titles.map((title, index) => encoder.encode(itemPrompt({ row: index + 1, title }, options)));
  }

  /** N */
  get itemCount(): number {
    return this.titles.length;
  }

  /** Items that a prompt tells at most. */
  get window(): number {
    return this.options.window;
  }

  itemPrompt(row: number): TokenizedPrompt {
    return this.items[row - 1]!;
  }

  /** @throws {RangeError} If the history is empty. */
  userPrompt({ rows, times }: PromptHistory): TokenizedPrompt {
    const first = Math.max(0, rows.length - this.options.window);
    const history = Array.from(rows.subarray(first), (row, index) => ({
      row,
      title: this.titles[row - 1]!,
      time: times?.[first + index] ?? 0,
    }));
    return this.encoder.encode(userPrompt(history, this.options));
  }

  /** The longest prompt of an item, and of a user whose history holds the longest titles, in tokens. */
  get longestItemPrompt(): number {
    return this.items.reduce((longest, { ids }) => Math.max(longest, ids.length), 0);
  }

  /** A batch whose shape depends on few things: its size, and its longest prompt rounded up. */
  userBatch(prompts: readonly TokenizedPrompt[]): PromptBatch {
    return promptBatch(prompts, {
      skipsStart: true,
      positions: roundedLength(prompts),
      items: prompts.length * this.options.window,
    });
  }

  /**
   * A batch whose gradient is wanted: little of it is padding, and what comes before the first soft token is read forward
   * only.
   *
   * @param rooms Shapes to lay it out in; default: as small as may be.
   */
  packed(prompts: readonly TokenizedPrompt[], rooms?: FewRooms): PartedPrompts {
    const options = { parts: Math.min(PACKED_PARTS, prompts.length), skipsStart: true };
    const tight = packInParts(prompts, options);
    if (!rooms) return tight;
    return packInParts(prompts, { ...options, rooms: rooms.roomFor(partedRooms(tight)) });
  }

  /** The same as `userBatch` of items. */
  itemBatch(prompts: readonly TokenizedPrompt[]): PromptBatch {
    return promptBatch(prompts, { skipsStart: true, positions: roundedLength(prompts), items: prompts.length });
  }
}

/** Places of `prompts` in batches of one size, those of like length together; the last is filled up with its first. */
export function* batchesByLength(lengths: readonly number[], size: number): Generator<Int32Array> {
  const order = Int32Array.from(lengths.keys()).sort((one, other) => lengths[one]! - lengths[other]! || one - other);
  for (let first = 0; first < order.length; first += size) {
    const members = order.subarray(first, first + size);
    const whole = new Int32Array(size).fill(members[0]!);
    whole.set(members);
    yield whole;
  }
}

/** What an item's soft token is made from, by row: the teacher's vector, and its title's states; `[N + 1, I]`. */
export function itemFeatures(teacher: VectorTable, titleStates: VectorTable | null): VectorTable {
  if (titleStates === null) return teacher;
  const rows = teacher.values.length / teacher.width;
  const width = teacher.width + titleStates.width;
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    values.set(teacher.values.subarray(row * teacher.width, (row + 1) * teacher.width), row * width);
    values.set(
      titleStates.values.subarray(row * titleStates.width, (row + 1) * titleStates.width),
      row * width + teacher.width,
    );
  }
  return { width, values };
}

/** Every user's training items with their days. */
export function trainHistory({ train, times }: Split, user: number): PromptHistory {
  return { rows: train[user]!, times: times?.train[user] ?? null };
}

function roundedLength(prompts: readonly TokenizedPrompt[]): number {
  const longest = prompts.reduce((most, { ids, startLength }) => Math.max(most, ids.length - startLength), 1);
  return Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP;
}
