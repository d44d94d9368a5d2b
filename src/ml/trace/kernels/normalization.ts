/** @file Layer and root-mean-square normalisation, each as one node. */
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";

/** Not a kernel of TensorFlow.js: only the tracer has it. */
export const LAYER_NORM_KERNEL = "SequiturLayerNorm";

/** Gives the normalised tensor, the means and the reciprocal standard deviations. */
function layerNorm(call: KernelCall): TracedTensor[] {
  const x = call.input("x");
  const statistics = { shape: [...x.shape.slice(0, -1), 1], elementType: "float32" as const };
  const inputs = [x, call.input("gain"), call.input("bias")].map((each) => call.graph.whole(each));
  const attributes = { axis: -1, epsilon: { float: call.number("epsilon") } };
  const outputs = [{ ...statistics, shape: x.shape }, statistics, statistics];
  return call.graph.applyMany("LayerNormalization", inputs, outputs, { attributes }).map((value) => call.result(value));
}

/** Not a kernel of TensorFlow.js: only the tracer has it. */
export const RMS_NORM_KERNEL = "SequiturRmsNorm";

/** Gives the normalised tensor and the reciprocal root mean squares. */
function rmsNorm(call: KernelCall): TracedTensor[] {
  const x = call.input("x");
  const statistics = { shape: [...x.shape.slice(0, -1), 1], elementType: "float32" as const };
  const inputs = [x, call.input("gain")].map((each) => call.graph.whole(each));
  const attributes = { axis: -1, epsilon: { float: call.number("epsilon") } };
  const outputs = [{ ...statistics, shape: x.shape }, statistics];
  const made = call.graph.applyMany("SimplifiedLayerNormalization", inputs, outputs, { attributes });
  return made.map((value) => call.result(value));
}

/** Normalisation kernels. */
export const normalizationKernels: KernelTable = { [LAYER_NORM_KERNEL]: layerNorm, [RMS_NORM_KERNEL]: rmsNorm };
