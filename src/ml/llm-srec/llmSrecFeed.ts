import type { tf } from "../trace/tensorflow.js";

/** @throws {RangeError} If the batch has no tensor of this name; see `llmSrecFeeds`. */
export function llmSrecFeed(batch: Readonly<Record<string, tf.Tensor>>, name: string): tf.Tensor {
  const tensor = batch[name];
  if (!tensor) throw new RangeError(`Cannot read a batch: it has no "${name}"`);
  return tensor;
}
