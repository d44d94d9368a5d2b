import { checkLength } from "./checkLength.js";
import type { BatchFeeds, BatchShapes } from "./trainer.js";

/** @throws {RangeError} Unless the feeds are exactly the batch's tensors, each of its type and size. */
export function checkFeeds(batch: BatchShapes, feeds: BatchFeeds): void {
  for (const name of Object.keys(feeds)) {
    if (!Object.hasOwn(batch, name))
      throw new RangeError(`Cannot feed "${name}": the batch holds ${Object.keys(batch).join(", ")}`);
  }
  for (const [name, { shape, dtype }] of Object.entries(batch)) {
    const data = feeds[name];
    if (!data) throw new RangeError(`Cannot train a step: the feed "${name}" is missing`);
    const wanted = dtype === "int32" ? Int32Array : Float32Array;
    if (!(data instanceof wanted)) throw new RangeError(`Cannot feed "${name}": values of type ${dtype} are wanted`);
    checkLength(`feed "${name}"`, data.length, shape);
  }
}
