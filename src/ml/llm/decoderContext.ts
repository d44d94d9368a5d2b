/** @file What all layers of a decoder have in common. Axes: B rows, T positions, Q positions that are read, K head width. */
import { tf } from "../trace/tensorflow.js";
import { attentionMask } from "./attentionMask.js";
import type { AttentionContext, AttentionQueries } from "./decoderAttention.js";
import type { DecoderInput } from "./decoderInput.js";
import type { LlmConfig } from "./llmConfig.js";
import { rotaryTables } from "./rotaryTables.js";
import { gridLayout, packedLayout } from "./tokenLayout.js";

/** Positions that are read alone, some of each row. */
export interface ReadPlaces {
  /** Int32 `[B, Q]`: `b T + t`, or packed rows. */
  readonly rows: tf.Tensor;
  /** Int32 `[B, Q]`: t of each. */
  readonly places: tf.Tensor;
}

/** Works out once what every layer needs. */
export function decoderContext(input: DecoderInput, config: LlmConfig): AttentionContext {
  const [B = 0, T = 0] = input.isReal.shape;
  const tables = rotaryTables(config.rotaryFrequencies, input.maxPositions);
  const scale = 1 / Math.sqrt(config.headWidth);
  return {
    config,
    tables,
    queryTables: { cosines: tf.mul(tables.cosines, scale), sines: tf.mul(tables.sines, scale) },
    all: {
      layout: input.packing ? packedLayout(input.packing) : gridLayout(B, T),
      positions: input.positions,
      mask: attentionMask(input.isReal, prefixOf(input)),
    },
  };
}

/** Who looks where a few positions of each row are read alone. */
export function queriesAt({ rows, places }: ReadPlaces, input: DecoderInput): AttentionQueries {
  const [B = 0, Q = 0] = rows.shape;
  // From the grid, whichever layout the embeddings have.
  const flat = input.packing ? tf.gather(input.packing.places, rows) : rows; // [B, Q], b T + t
  return {
    layout: gridLayout(B, Q),
    positions: tf.gather(tf.reshape(input.positions, [-1]), flat), // [B, Q]
    mask: attentionMask(input.isReal, { ...prefixOf(input), queries: places }),
  };
}

function prefixOf({ prefix, prefixIsReal }: DecoderInput) {
  return { prefixLength: prefix?.[0]?.keys.shape[2] ?? 0, prefixIsReal };
}
