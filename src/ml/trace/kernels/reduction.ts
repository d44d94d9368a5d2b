/** @file Operations along axes: sums and other reductions, running sums, the largest elements. */
import { castValue } from "../castValue.js";
import type { TracedTensor } from "../graph.js";
import type { ElementType, GraphValue } from "../graphValue.js";
import type { KernelCall, KernelTable, TracedKernel } from "../kernelCall.js";
import { positiveAxis } from "../positiveAxis.js";
import { reshapeTensor } from "../reshapeTensor.js";

interface Axes {
  /** The axes reduced, counted from the front, ascending. */
  readonly axes: readonly number[];
  /** The result's shape with reduced axes as 1. */
  readonly kept: readonly number[];
  /** The result's shape as asked for. */
  readonly shape: readonly number[];
}

function reducedAxes(call: KernelCall, x: TracedTensor, attribute: string): Axes {
  const rank = x.shape.length;
  const given = call.raw(attribute) == null ? x.shape.map((_, axis) => axis) : call.numbers(attribute);
  const axes = given.map((axis) => positiveAxis(axis, rank)).toSorted((a, b) => a - b);
  const kept = x.shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension));
  const shape = call.flag("keepDims") ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return { axes, kept, shape };
}

/** Reduces a value to `axes.kept`, then drops the axes that are not kept: so both forms are one node and a reshape. */
function reduceValue(call: KernelCall, operator: string, x: GraphValue, { axes, kept, shape }: Axes): TracedTensor {
  const { graph } = call;
  const output = { shape: shape.length === kept.length ? kept : shape, elementType: x.elementType };
  const attributes = { keepdims: shape.length === kept.length ? 1 : 0 };
  return call.result(graph.apply(operator, [x, graph.dimensions(axes)], output, { attributes }));
}

function reduce(operator: string, attribute = "axis"): TracedKernel {
  return (call) => {
    const x = call.input("x");
    call.requireType(x, "float32", "int32");
    const axes = reducedAxes(call, x, attribute);
    const ofOne = axes.axes.every((axis) => x.shape[axis] === 1);
    if (ofOne) return reshapeTensor(call.graph, x, axes.shape);
    if (x.value.scalar !== undefined && operator !== "ReduceProd") return reduceConstant(call, operator, x, axes);
    return reduceValue(call, operator, call.graph.whole(x), axes);
  };
}

/** Many times the same number: its sum is a product, its mean and extremes are itself. */
function reduceConstant(call: KernelCall, operator: string, x: TracedTensor, { axes, shape }: Axes): TracedTensor {
  const count = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  const value = (x.value.scalar ?? 0) * (operator === "ReduceSum" ? count : 1);
  return { value: call.graph.scalar(value, x.value.elementType), shape };
}

function mean(call: KernelCall): TracedTensor {
  const x = call.input("x");
  const axes = reducedAxes(call, x, "axis");
  const value = castValue(call.graph, call.graph.whole(x), "float32");
  return reduceValue(call, "ReduceMean", value, axes);
}

/** Bools are reduced as integers: ONNX Runtime's reductions take numbers only. */
function reduceBools(operator: string): TracedKernel {
  return (call) => {
    const x = call.input("x");
    call.requireType(x, "bool");
    const axes = reducedAxes(call, x, "axis");
    const reduced = reduceValue(call, operator, castValue(call.graph, call.graph.whole(x), "int32"), axes);
    return call.result(castValue(call.graph, reduced.value, "bool"));
  };
}

/** The first place of the extreme element. */
function argument(operator: string): TracedKernel {
  return (call) => {
    const x = call.input("x");
    call.requireType(x, "float32", "int32");
    const [axis = 0] = call.numbers("axis").map((each) => positiveAxis(each, x.shape.length));
    const output = { shape: x.shape.toSpliced(axis, 1), elementType: "int64" as const };
    const place = call.graph.apply(operator, [call.graph.whole(x)], output, { attributes: { axis, keepdims: 0 } });
    return call.result(castValue(call.graph, place, "int32"));
  };
}

function cumulativeSum(call: KernelCall): TracedTensor {
  const x = call.input("x");
  call.requireType(x, "float32", "int32");
  const attributes = { exclusive: call.flag("exclusive") ? 1 : 0, reverse: call.flag("reverse") ? 1 : 0 };
  const axis = call.graph.scalar(positiveAxis(call.number("axis"), x.shape.length), "int32");
  const output = { shape: x.shape, elementType: x.value.elementType };
  return call.result(call.graph.apply("CumSum", [call.graph.whole(x), axis], output, { attributes }));
}

function topK(call: KernelCall): TracedTensor[] {
  const x = call.input("x");
  const count = call.number("k");
  const shape = [...x.shape.slice(0, -1), count];
  const outputs = [x.value.elementType, "int64" as ElementType].map((elementType) => ({ shape, elementType }));
  const inputs = [call.graph.whole(x), call.graph.dimensions([count])];
  const attributes = { axis: -1, sorted: call.flag("sorted") ? 1 : 0 };
  const made = call.graph.applyMany("TopK", inputs, outputs, { attributes });
  return made.map((value) =>
    call.result(value.elementType === "int64" ? castValue(call.graph, value, "int32") : value),
  );
}

/** Reduction kernels. */
export const reductionKernels: KernelTable = {
  Sum: reduce("ReduceSum"),
  Max: reduce("ReduceMax", "reductionIndices"),
  Min: reduce("ReduceMin"),
  Prod: reduce("ReduceProd"),
  Mean: mean,
  All: reduceBools("ReduceMin"),
  Any: reduceBools("ReduceMax"),
  ArgMax: argument("ArgMax"),
  ArgMin: argument("ArgMin"),
  Cumsum: cumulativeSum,
  TopK: topK,
};
