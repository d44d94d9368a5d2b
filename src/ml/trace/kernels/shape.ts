/** @file Operations that move elements and compute nothing: reshape, transpose, slice, join, split, repeat, pad. */
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";
import { positiveAxis } from "../positiveAxis.js";
import { reshapeTensor } from "../reshapeTensor.js";
import { sameShape } from "../sameShape.js";
import { tf } from "../tensorflow.js";

/** Bounds that ONNX cuts to the tensor's own; a prime, so that no symbolic dimension's marker divides it. */
const BEYOND_END = 2 ** 31 - 1;
const BEFORE_START = -BEYOND_END;

function withDimension(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((dimension, index) => (index === axis ? size : dimension));
}

function transpose(call: KernelCall): TracedTensor {
  const x = call.input("x");
  const order = call.numbers("perm");
  const shape = order.map((axis) => x.shape[axis] ?? 1);
  if (x.value.scalar !== undefined || order.every((axis, index) => axis === index)) return { value: x.value, shape };
  const moved = order.filter((axis) => x.shape[axis] !== 1);
  // Only axes of size 1 change places, as with one attention head: no element moves.
  if (moved.every((axis, index) => index === 0 || axis > (moved[index - 1] ?? 0))) {
    return reshapeTensor(call.graph, x, shape);
  }
  const { elementType } = x.value;
  return call.result(
    call.graph.apply("Transpose", [call.graph.whole(x)], { shape, elementType }, { attributes: { perm: order } }),
  );
}

/** Bounds of one axis; what ends at the end is counted from there, so that it does so at any symbolic size. */
function sliceBounds(begin: number, size: number, dimension: number): readonly [start: number, end: number] {
  return begin > 0 && begin + size === dimension ? [-size, BEYOND_END] : [begin, begin + size];
}

function slice(call: KernelCall): TracedTensor {
  const x = call.input("x");
  const size = call.raw("size") == null ? undefined : call.numbers("size");
  const like = { shape: [...x.shape], dtype: "float32" as const, dataId: {} };
  const [begins = [], sizes = []] = tf.slice_util.parseSliceParams(like, call.numbers("begin"), size);
  if (x.value.scalar !== undefined || sameShape(sizes, x.shape)) return { value: x.value, shape: sizes };
  const axes = sizes.flatMap((size, axis) => (size === x.shape[axis] ? [] : [axis]));
  const bounds = axes.map((axis) => sliceBounds(begins[axis] ?? 0, sizes[axis] ?? 0, x.shape[axis] ?? 0));
  const { graph } = call;
  const inputs = [
    graph.whole(x),
    graph.dimensions(bounds.map(([start]) => start)),
    graph.dimensions(bounds.map(([, end]) => end)),
    graph.dimensions(axes),
  ];
  return call.result(graph.apply("Slice", inputs, { shape: sizes, elementType: x.value.elementType }));
}

function reverse(call: KernelCall): TracedTensor {
  const x = call.input("x");
  if (x.value.scalar !== undefined) return x;
  const { graph } = call;
  const given = call.raw("dims") == null ? x.shape.map((_, axis) => axis) : call.numbers("dims");
  const axes = given.map((axis) => positiveAxis(axis, x.shape.length));
  if (axes.length === 0) return x;
  const every = (bound: number) => graph.dimensions(axes.map(() => bound));
  const inputs = [graph.whole(x), every(BEYOND_END), every(BEFORE_START), graph.dimensions(axes), every(-1)];
  return call.result(graph.apply("Slice", inputs, { shape: x.shape, elementType: x.value.elementType }));
}

function pad(call: KernelCall): TracedTensor {
  const x = call.input("x");
  const paddings = call.raw("paddings") as [number, number][];
  const shape = x.shape.map((dimension, axis) => dimension + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  const { graph } = call;
  const { elementType } = x.value;
  const amounts = graph.dimensions([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
  const filling = graph.scalar(call.number("constantValue"), elementType);
  return call.result(graph.apply("Pad", [graph.whole(x), amounts, filling], { shape, elementType }));
}

function join(call: KernelCall, parts: readonly TracedTensor[], axis: number): TracedTensor {
  const [first] = parts;
  if (!first) throw call.unsupported("it joins nothing");
  const along = parts.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0);
  const output = { shape: withDimension(first.shape, axis, along), elementType: first.value.elementType };
  const values = parts.map((part) => call.graph.whole(part));
  return call.result(call.graph.apply("Concat", values, output, { attributes: { axis } }));
}

/** Joins along a new axis. */
function pack(call: KernelCall): TracedTensor {
  const parts = call.allInputs();
  const axis = positiveAxis(call.number("axis"), (parts[0]?.shape.length ?? 0) + 1);
  const single = parts.map((part) => reshapeTensor(call.graph, part, part.shape.toSpliced(axis, 0, 1)));
  return join(call, single, axis);
}

function split(call: KernelCall, x: TracedTensor, axis: number, sizes: readonly number[]): TracedTensor[] {
  const { graph } = call;
  const { elementType } = x.value;
  const outputs = sizes.map((size) => ({ shape: withDimension(x.shape, axis, size), elementType }));
  const inputs = [graph.whole(x), graph.dimensions(sizes)];
  return graph.applyMany("Split", inputs, outputs, { attributes: { axis } }).map((value) => call.result(value));
}

/** Splits along an axis, which disappears. */
function unpack(call: KernelCall): TracedTensor[] {
  const x = call.input("value");
  const axis = positiveAxis(call.number("axis"), x.shape.length);
  const parts = split(call, x, axis, new Array<number>(x.shape[axis] ?? 0).fill(1));
  return parts.map((part) => reshapeTensor(call.graph, part, part.shape.toSpliced(axis, 1)));
}

/** Repeats; an axis of size 1 is only broadcast, and this is how `tf.broadcastTo` comes here. */
function tile(call: KernelCall): TracedTensor {
  const x = call.input("x");
  const repeats = call.numbers("reps");
  const shape = x.shape.map((dimension, axis) => dimension * (repeats[axis] ?? 1));
  if (x.value.scalar !== undefined || x.shape.every((dimension, axis) => dimension === 1 || repeats[axis] === 1)) {
    return { value: x.value, shape };
  }
  const { graph } = call;
  const inputs = [graph.whole(x), graph.dimensions(repeats)];
  return call.result(graph.apply("Tile", inputs, { shape, elementType: x.value.elementType }));
}

function splitSizes(call: KernelCall, along: number): number[] {
  const given = call.raw("numOrSizeSplits");
  if (typeof given === "number") return new Array<number>(given).fill(along / given);
  const sizes = call.numbers("numOrSizeSplits");
  const known = sizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return sizes.map((size) => (size === -1 ? along - known : size));
}

/** Shape kernels. */
export const shapeKernels: KernelTable = {
  Reshape: (call) => {
    const x = call.input("x");
    const size = tf.util.sizeFromShape([...x.shape]);
    return reshapeTensor(call.graph, x, tf.util.inferFromImplicitShape(call.numbers("shape"), size));
  },
  ExpandDims: (call) => {
    const x = call.input("input");
    return reshapeTensor(call.graph, x, x.shape.toSpliced(positiveAxis(call.number("dim"), x.shape.length + 1), 0, 1));
  },
  Transpose: transpose,
  Slice: slice,
  Reverse: reverse,
  PadV2: pad,
  Concat: (call) => {
    const parts = call.allInputs().filter(({ shape }) => !shape.includes(0));
    return join(call, parts, positiveAxis(call.number("axis"), parts[0]?.shape.length ?? 0));
  },
  Pack: pack,
  SplitV: (call) => {
    const x = call.input("x");
    const axis = positiveAxis(call.number("axis"), x.shape.length);
    return split(call, x, axis, splitSizes(call, x.shape[axis] ?? 0));
  },
  Unpack: unpack,
  Tile: tile,
};
