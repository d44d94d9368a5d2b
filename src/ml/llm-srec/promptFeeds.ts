import type { PromptBatch } from "./promptBatch.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** A table of which a batch takes rows. */
export interface VectorTable {
  readonly width: number;
  /** Row-major; of items, row 0 stands for none. */
  readonly values: Float32Array;
}

/**
 * The feeds of one side: its prompts, and the vectors of the items in them.
 *
 * @param itemVectors What an item's soft token is made from, by item row.
 */
export function promptFeeds(
  side: "user" | "item",
  { size, positions, tokens, isReal, softRowAt, softPlaces, rows }: PromptBatch,
  { width, values }: VectorTable,
): ShapedFeeds {
  const grid = { shape: [size, positions], dtype: "int32" } as const;
  const items = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) items.set(values.subarray(row * width, (row + 1) * width), at * width);
  return {
    shapes: {
      [`${side}.tokens`]: grid,
      [`${side}.isReal`]: grid,
      [`${side}.softRowAt`]: grid,
      [`${side}.softPlaces`]: { shape: [softPlaces.length], dtype: "int32" },
      [`${side}.items`]: { shape: [rows.length, width], dtype: "float32" },
    },
    feeds: {
      [`${side}.tokens`]: tokens,
      [`${side}.isReal`]: isReal,
      [`${side}.softRowAt`]: softRowAt,
      [`${side}.softPlaces`]: softPlaces,
      [`${side}.items`]: items,
    },
  };
}
