import { TRACE_BACKEND } from "./isTracing.js";
import { KernelCall, type KernelTable } from "./kernelCall.js";
import { creationKernels } from "./kernels/creation.js";
import { dropoutKernels } from "./kernels/dropout.js";
import { elementwiseKernels } from "./kernels/elementwise.js";
import { gatherScatterKernels } from "./kernels/gatherScatter.js";
import { matmulKernels } from "./kernels/matmul.js";
import { normalizationKernels } from "./kernels/normalization.js";
import { quantizedMatmulKernels } from "./kernels/quantizedMatmul.js";
import { reductionKernels } from "./kernels/reduction.js";
import { rotaryEmbeddingKernels } from "./kernels/rotaryEmbedding.js";
import { shapeKernels } from "./kernels/shape.js";
import { siluKernels } from "./kernels/silu.js";
import { softmaxKernels } from "./kernels/softmax.js";
import { tf } from "./tensorflow.js";
import { traceBackend } from "./traceBackend.js";

const families: readonly KernelTable[] = [
  creationKernels,
  dropoutKernels,
  elementwiseKernels,
  gatherScatterKernels,
  matmulKernels,
  normalizationKernels,
  quantizedMatmulKernels,
  reductionKernels,
  rotaryEmbeddingKernels,
  shapeKernels,
  siluKernels,
  softmaxKernels,
];

let registered = false;

/** Makes the tracer's kernels known to TensorFlow.js; once for the process. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const [kernelName, kernel] of families.flatMap((family) => Object.entries(family))) {
    tf.registerKernel({
      kernelName,
      backendName: TRACE_BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        traceBackend.graph.kernel = kernelName;
        const given = Object.entries(inputs).filter(([, tensor]) => (tensor as unknown) != null);
        const traced = Object.fromEntries(
          given.map(([name, tensor]) => [name, traceBackend.traced(tensor as tf.TensorInfo)]),
        );
        const call = new KernelCall(traceBackend.graph, kernelName, traced, attrs ?? {});
        const result = kernel(call);
        return Array.isArray(result)
          ? result.map((each) => traceBackend.tensorInfo(each))
          : traceBackend.tensorInfo(result);
      },
    });
  }
}
