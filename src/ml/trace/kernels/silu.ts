/** @file `x sigmoid(x)` as one node of ONNX Runtime's own. */
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";

/** Not a kernel of TensorFlow.js: only the tracer has it. */
export const SILU_KERNEL = "SequiturSilu";

function silu(call: KernelCall): TracedTensor {
  const x = call.graph.whole(call.input("x"));
  const output = { shape: x.shape, elementType: "float32" as const };
  const options = { attributes: { alpha: { float: 1 } }, domain: "com.microsoft" };
  return call.result(call.graph.apply("QuickGelu", [x], output, options));
}

/** The activation's kernel. */
export const siluKernels: KernelTable = { [SILU_KERNEL]: silu };
