/** @file The dropout mask: an input of the graph, so that whoever runs it draws the numbers. */
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";

/** Not a kernel of TensorFlow.js: only the tracer has it. */
export const DROPOUT_MASK_KERNEL = "SequiturDropoutMask";

/** A byte an element travels; the dequantisation makes it 0 or 1 / (1 - rate) in one pass. */
function dropoutMask(call: KernelCall): TracedTensor {
  const [shape, rate] = [call.numbers("shape"), call.number("rate")];
  const scale = call.graph.scalar(1 / (1 - rate), "float32");
  const inputs = [call.graph.mask(shape, rate), scale];
  return call.result(call.graph.apply("DequantizeLinear", inputs, { shape, elementType: "float32" }));
}

/** Dropout kernels. */
export const dropoutKernels: KernelTable = { [DROPOUT_MASK_KERNEL]: dropoutMask };
