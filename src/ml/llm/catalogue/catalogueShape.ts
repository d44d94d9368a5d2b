import type { RowShape } from "./tokenRows.js";

/** How large a catalogue LM is, and how it is trained. */
export interface CatalogueShape {
  readonly layers: number;
  /** A multiple of 32, as eight-bit weights want it. */
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** A multiple of 32. */
  readonly hiddenWidth: number;
  /**
   * Of a training batch. Small, because many small steps learn more in a short time than few large ones; of long rows,
   * because prompts are long.
   */
  readonly batch: RowShape;
  readonly learningRate: number;
}

const TINY: CatalogueShape = {
  layers: 2,
  width: 64,
  heads: 2,
  keyValueHeads: 1,
  hiddenWidth: 160,
  batch: { rows: 8, positions: 64 },
  learningRate: 3e-3,
};
const SMALL: CatalogueShape = {
  layers: 4,
  width: 128,
  heads: 4,
  keyValueHeads: 2,
  hiddenWidth: 352,
  batch: { rows: 2, positions: 256 },
  learningRate: 3e-3,
};
const MIDDLE: CatalogueShape = {
  layers: 4,
  width: 192,
  heads: 6,
  keyValueHeads: 2,
  hiddenWidth: 512,
  batch: { rows: 2, positions: 256 },
  learningRate: 2e-3,
};

/** Tokens below which a size learns as much as the next one would. */
const TOKENS_OF_TINY = 5_000;
const TOKENS_OF_SMALL = 60_000;
/** Below it the larger model would be broken off before it is better. */
const SECONDS_OF_MIDDLE = 60;

/** @param tokens Of all different texts and prompts. */
export function catalogueShape(tokens: number, budgetSeconds: number): CatalogueShape {
  if (tokens < TOKENS_OF_TINY) return TINY;
  return tokens < TOKENS_OF_SMALL || budgetSeconds < SECONDS_OF_MIDDLE ? SMALL : MIDDLE;
}
