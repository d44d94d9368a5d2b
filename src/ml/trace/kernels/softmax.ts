/** @file Softmax. `tf.logSoftmax` needs no kernel of its own: TensorFlow.js composes it. */
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";
import { positiveAxis } from "../positiveAxis.js";

function softmax(call: KernelCall): TracedTensor {
  const x = call.input("logits");
  const axis = positiveAxis(call.number("dim"), x.shape.length);
  const output = { shape: x.shape, elementType: "float32" as const };
  return call.result(call.graph.apply("Softmax", [call.graph.whole(x)], output, { attributes: { axis } }));
}

/** Softmax kernels. */
export const softmaxKernels: KernelTable = { Softmax: softmax };
