/**
 * @file Prompts side by side, as the graphs of `servingGraphs` read them.
 *
 * Axes: B prompts, T positions, P of the constant start, Q that are read, I items.
 */
import type { GraphTensor } from "../runtime/session.js";
import type { VectorTable } from "./promptFeeds.js";
import { servingStartLength } from "./servingStartLength.js";
import { titleRecency } from "./titleRecency.js";
import type { TokenizedPrompt } from "./tokenizedPrompt.js";

/**
 * Lays prompts of one side out, each without its constant start.
 *
 * @param prompts At least one; their items are rows of `items`.
 * @param items What soft tokens are made from, `[I, width]`; row 0 stands for none.
 * @param readCount See `readPlaceCount`.
 * @returns All inputs but `teacher`, also such as a graph may not have.
 */
export function servingFeeds(
  prompts: readonly TokenizedPrompt[],
  { width, values }: VectorTable,
  readCount: 1 | 2,
): Record<string, GraphTensor> {
  const B = prompts.length;
  const P = servingStartLength(prompts[0]!);
  const T = Math.max(...prompts.map(({ ids }) => ids.length - P));
  const [tokens, itemAt] = [new Int32Array(B * T), new Int32Array(B * T)];
  const isReal = new Int32Array(B * (P + T));
  for (const [b, { ids, items }] of prompts.entries()) {
    tokens.set(ids.slice(P), b * T);
    isReal.fill(1, b * (P + T), b * (P + T) + ids.length);
    for (const { place, row } of items) itemAt[b * T + place - P] = row;
  }
  const placesOf = (place: (prompt: TokenizedPrompt) => number): GraphTensor => ({
    data: Int32Array.from(prompts, (prompt) => place(prompt) - P),
    shape: [B],
  });
  const read = prompts.map(({ outPlace, items: own }) => [outPlace - P, (own.at(-1)?.place ?? outPlace) - P].slice(0, readCount)); // prettier-ignore
  const features = new Float32Array(B * width);
  for (const [b, { items: own }] of prompts.entries()) {
    const row = own.at(-1)?.row ?? 0;
    features.set(values.subarray(row * width, (row + 1) * width), b * width);
  }
  return {
    tokens: { data: tokens, shape: [B, T] },
    isReal: { data: isReal, shape: [B, P + T] },
    itemAt: { data: itemAt, shape: [B, T] },
    items: { data: values, shape: [values.length / width, width] },
    features: { data: features, shape: [B, width] },
    recency: { data: recencyOf(prompts, values.length / width), shape: [B, values.length / width] },
    outPlace: placesOf(({ outPlace }) => outPlace),
    userPlace: placesOf(({ userPlace }) => userPlace ?? 0),
    readPlaces: { data: Int32Array.from(read.flat()), shape: [B, readCount] },
    readRows: { data: Int32Array.from(read.flatMap((own, b) => own.map((place) => b * T + place))), shape: [B, readCount] }, // prettier-ignore
  };
}

/** How much each row of items counts for the titles of each prompt; `[B, I]`. */
function recencyOf(prompts: readonly TokenizedPrompt[], itemCount: number): Float32Array {
  const weights = new Float32Array(prompts.length * itemCount);
  for (const [b, { items }] of prompts.entries()) {
    const recency = titleRecency(items.length);
    for (const [at, { row }] of items.entries()) weights[b * itemCount + row]! += recency[at]!;
  }
  return weights;
}
