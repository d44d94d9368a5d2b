import { InferencePool, type InferencePoolOptions } from "./inferencePool.js";

/** A pool without processes; they are started as models are opened. */
export function openInferencePool(options: InferencePoolOptions): InferencePool {
  return new InferencePool(options);
}
