/**
 * @file Rows by their number, and sums of rows: the embedding and its gradient.
 *
 * `ScatterND` with reduction "add" is never used: ONNX Runtime's CPU kernel loses updates with two and more threads.
 * `ScatterElements` is exact at any number of threads.
 */
import { castValue } from "../castValue.js";
import { countUp } from "../countUp.js";
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";
import { reshapeTensor } from "../reshapeTensor.js";

function gather(call: KernelCall): TracedTensor {
  const [x, indices] = [call.input("x"), call.input("indices")];
  if (call.raw("batchDims") !== undefined && call.number("batchDims") !== 0) {
    throw call.unsupported("batchDims other than 0 is not among what it can express");
  }
  const axis = call.number("axis");
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  const { graph } = call;
  const output = { shape, elementType: x.value.elementType };
  const inputs = [graph.whole(x), graph.whole({ ...indices, value: castValue(graph, indices.value, "int32") })];
  return call.result(graph.apply("Gather", inputs, output, { attributes: { axis } }));
}

/** Row r of the result is the sum of the rows of `x` whose segment is r. */
function sumSegments(call: KernelCall): TracedTensor {
  const [x, segments] = [call.input("x"), call.input("segmentIds")];
  call.requireType(x, "float32", "int32");
  const { graph } = call;
  const shape = [call.number("numSegments"), ...x.shape.slice(segments.shape.length)];
  const rows = [...segments.shape, ...x.shape.slice(segments.shape.length).map(() => 1)];
  const perElement = graph.whole({ value: reshapeTensor(graph, segments, rows).value, shape: x.shape });
  const zeros = graph.whole({ value: graph.scalar(0, x.value.elementType), shape });
  const attributes = { axis: 0, reduction: "add" };
  const inputs = [zeros, perElement, graph.whole(x)];
  return call.result(
    graph.apply("ScatterElements", inputs, { shape, elementType: x.value.elementType }, { attributes }),
  );
}

/** One at the index, zero elsewhere, along a new last axis. */
function oneHot(call: KernelCall): TracedTensor {
  const indices = call.input("indices");
  const depth = call.number("depth");
  const { graph } = call;
  const elementType = call.raw("dtype") === undefined ? "int32" : call.elementType("dtype");
  const column = reshapeTensor(graph, indices, [...indices.shape, 1]);
  const classes = countUp(graph, depth, indices.value.elementType);
  const shape = [...indices.shape, depth];
  const isHot = graph.apply("Equal", [graph.whole(column), classes], { shape, elementType: "bool" });
  const [on, off] = [call.number("onValue"), call.number("offValue")].map((value) => graph.scalar(value, elementType));
  if (!on || !off) throw new Error("Cannot happen: two values were mapped");
  return call.result(graph.apply("Where", [isHot, on, off], { shape, elementType }));
}

/** Gather and scatter kernels. */
export const gatherScatterKernels: KernelTable = {
  GatherV2: gather,
  OneHot: oneHot,
  UnsortedSegmentSum: sumSegments,
};
