/** @file Tensors that depend on shapes alone, and changes of the element type. */
import { castValue } from "../castValue.js";
import { countUp } from "../countUp.js";
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";

function range(call: KernelCall): TracedTensor {
  const [start, stop, step] = [call.number("start"), call.number("stop"), call.number("step")];
  const elementType = call.elementType("dtype");
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (start === 0 && step === 1) return call.result(countUp(call.graph, length, elementType));
  const values = Array.from({ length }, (_, index) => start + index * step);
  const data = elementType === "int32" ? Int32Array.from(values) : Float32Array.from(values);
  return call.result(call.graph.constant(data, { shape: [length], elementType }));
}

function filled(call: KernelCall, value: number, like: TracedTensor): TracedTensor {
  return { value: call.graph.scalar(value, like.value.elementType), shape: like.shape };
}

/** Kernels of what TensorFlow.js calls creation: constants and casts. */
export const creationKernels: KernelTable = {
  Cast: (call) => {
    const { value, shape } = call.input("x");
    return { value: castValue(call.graph, value, call.elementType("dtype")), shape };
  },
  Fill: (call) => {
    const elementType = call.raw("dtype") === undefined ? "float32" : call.elementType("dtype");
    return { value: call.graph.scalar(call.number("value"), elementType), shape: call.numbers("shape") };
  },
  Identity: (call) => call.input("x"),
  OnesLike: (call) => filled(call, 1, call.input("x")),
  Range: range,
  ZerosLike: (call) => filled(call, 0, call.input("x")),
};
