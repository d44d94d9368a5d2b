/** @file What a training step of LLM-SRec is fed. Axes: B users, I items, C candidates, F numbers of an item. */
import type { PartedPrompts } from "./packInParts.js";
import type { PackedPrompts } from "./packPrompts.js";
import type { PromptBatch } from "./promptBatch.js";
import { promptFeeds, type VectorTable } from "./promptFeeds.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** The parts of a batch. */
export interface LlmSrecBatch {
  readonly users: PromptBatch | PackedPrompts | PartedPrompts;
  /** Each item that any user is compared with, once. */
  readonly items: PromptBatch | PackedPrompts | PartedPrompts;
  /** Numbers of item prompts, the item that came next first; `[B, C]`. */
  readonly candidates: Int32Array;
  /** The teacher's vector of each user of the batch, `[B, width]`, computed without dropout. */
  readonly teachers: VectorTable;
  /** What an item's soft token is made from, by item row. */
  readonly itemVectors: VectorTable;
  /** Added to the scores of candidates, `[B, C]`; default: nothing is. */
  readonly corrections?: Float32Array;
  /** The same as `itemVectors` of the items that are compared, `[I, F]`: for an item residual. */
  readonly itemFeatures?: VectorTable;
}

/** @throws {RangeError} If the candidates or the teacher's vectors are not of as many users as there are prompts. */
export function llmSrecFeeds(batch: LlmSrecBatch): ShapedFeeds {
  const { users, items, candidates, teachers, itemVectors, corrections, itemFeatures } = batch;
  const B = users.size;
  if (candidates.length % B !== 0 || teachers.values.length !== B * teachers.width) {
    throw new RangeError(
      `Cannot feed ${B} users: ${candidates.length} candidates and ${teachers.values.length} numbers of teachers are not theirs`,
    );
  }
  const ofUsers = promptFeeds("user", users, itemVectors);
  const ofItems = promptFeeds("item", items, itemVectors);
  const grid = [B, candidates.length / B];
  return {
    shapes: {
      ...ofUsers.shapes,
      ...ofItems.shapes,
      candidates: { shape: grid, dtype: "int32" },
      teacher: { shape: [B, teachers.width], dtype: "float32" },
      ...(corrections && { corrections: { shape: grid, dtype: "float32" } }),
      ...(itemFeatures && { itemFeatures: { shape: [items.size, itemFeatures.width], dtype: "float32" } }),
    },
    feeds: {
      ...{ ...ofUsers.feeds, ...ofItems.feeds, candidates, teacher: teachers.values },
      ...(corrections && { corrections }),
      ...(itemFeatures && { itemFeatures: itemFeatures.values }),
    },
  };
}
