import type { BatchFeeds, BatchShapes } from "../runtime/trainer.js";

/** A batch's values and their shapes; batches of the same shapes can share a graph. */
export interface ShapedFeeds {
  readonly shapes: BatchShapes;
  readonly feeds: BatchFeeds;
}
