import { tf } from "./tensorflow.js";

/** The name under which the tracer is registered as a TensorFlow.js backend. */
export const TRACE_BACKEND = "onnx-trace";

/** Whether ops called now are recorded by the tracer, so that fused nodes may be used; else they run eagerly. */
export function isTracing(): boolean {
  return tf.getBackend() === TRACE_BACKEND;
}
