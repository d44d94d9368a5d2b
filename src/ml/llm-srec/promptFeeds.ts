import type { PartedPrompts } from "./packInParts.js";
import type { PackedPrompts, PackedRows } from "./packPrompts.js";
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
  prompts: PromptBatch | PackedPrompts | PartedPrompts,
  itemVectors: VectorTable,
): ShapedFeeds {
  if (!("parts" in prompts)) return groupFeeds(side, prompts, itemVectors);
  const { parts, order, itemOrder } = prompts;
  return joined([
    ...parts.flatMap(({ prompts: packed, members }, part) => [
      groupFeeds(`${side}.${part}`, packed, itemVectors),
      integers(`${side}.${part}.members`, members, [members.length]),
    ]),
    integers(`${side}.order`, order, [order.length]),
    integers(`${side}.itemOrder`, itemOrder, [itemOrder.length]),
  ]);
}

function groupFeeds(name: string, prompts: PromptBatch | PackedPrompts, { width, values }: VectorTable): ShapedFeeds {
  const { size, positions, softRowAt, softPlaces, rows } = prompts;
  const isPacked = "rowAt" in prompts;
  const items = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) items.set(values.subarray(row * width, (row + 1) * width), at * width);
  return joined([
    isPacked ? packedFeeds(`${name}.`, prompts, size) : gridFeeds(`${name}.`, prompts),
    isPacked && prompts.lead ? packedFeeds(`${name}.lead.`, prompts.lead, size) : NOTHING,
    integers(`${name}.softRowAt`, softRowAt, isPacked ? [softRowAt.length] : [size, positions]),
    integers(`${name}.softPlaces`, softPlaces, [softPlaces.length]),
    {
      shapes: { [`${name}.items`]: { shape: [rows.length, width], dtype: "float32" } },
      feeds: { [`${name}.items`]: items },
    },
  ]);
}

const NOTHING: ShapedFeeds = { shapes: {}, feeds: {} };

function gridFeeds(prefix: string, { size, positions, tokens, isReal }: PromptBatch): ShapedFeeds {
  const grid = [size, positions];
  return joined([integers(`${prefix}tokens`, tokens, grid), integers(`${prefix}isReal`, isReal, grid)]);
}

function packedFeeds(
  prefix: string,
  { tokens, isReal, rowAt, places, positions }: PackedRows,
  size: number,
): ShapedFeeds {
  const grid = [size, positions];
  return joined([
    integers(`${prefix}tokens`, tokens, [tokens.length]),
    integers(`${prefix}isReal`, isReal, grid),
    integers(`${prefix}rowAt`, rowAt, grid),
    integers(`${prefix}places`, places, [places.length]),
  ]);
}

function integers(name: string, values: Int32Array, shape: readonly number[]): ShapedFeeds {
  return { shapes: { [name]: { shape, dtype: "int32" } }, feeds: { [name]: values } };
}

function joined(parts: readonly ShapedFeeds[]): ShapedFeeds {
  return {
    shapes: Object.assign({}, ...parts.map(({ shapes }) => shapes)) as ShapedFeeds["shapes"],
    feeds: Object.assign({}, ...parts.map(({ feeds }) => feeds)) as ShapedFeeds["feeds"],
  };
}
