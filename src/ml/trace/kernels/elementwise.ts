/** @file Operations on each element by itself: arithmetic, comparison, logic, activation, choice. */
import { addToScatteredRows } from "../addToScatteredRows.js";
import { broadcastShape } from "../broadcastShape.js";
import type { TracedTensor } from "../graph.js";
import type { ElementType } from "../graphValue.js";
import type { KernelCall, KernelTable, TracedKernel } from "../kernelCall.js";
import { sameShape } from "../sameShape.js";

const RELU6_LIMIT = 6;

/** Arithmetic on constants, done while tracing: TensorFlow.js's gradients are full of it. */
const FOLD: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};

/** An elementwise operation on two tensors; broadcasting is left to ONNX. */
function combine(
  call: KernelCall,
  operator: string,
  a: TracedTensor,
  b: TracedTensor,
  elementType: ElementType = a.value.elementType,
): TracedTensor {
  const value = call.graph.apply(operator, [a.value, b.value], {
    shape: broadcastShape(a.value.shape, b.value.shape),
    elementType,
  });
  return { value, shape: broadcastShape(a.shape, b.shape) };
}

/** An elementwise operation on one tensor. */
function map(call: KernelCall, operator: string, x: TracedTensor, attributes = {}): TracedTensor {
  const { shape, elementType } = x.value;
  return { value: call.graph.apply(operator, [x.value], { shape, elementType }, { attributes }), shape: x.shape };
}

function scalar(call: KernelCall, value: number, elementType: ElementType = "float32"): TracedTensor {
  return { value: call.graph.scalar(value, elementType), shape: [] };
}

/** Arithmetic, with what the gradients of TensorFlow.js leave to do: constants folded, `x * 1` and `x + 0` dropped. */
function arithmetic(operator: string): TracedKernel {
  return (call) => {
    const a = call.input("a");
    const b = call.input("b");
    call.requireType(a, "float32", "int32");
    return folded(call, operator, a, b) ?? combine(call, operator, a, b);
  };
}

function folded(call: KernelCall, operator: string, a: TracedTensor, b: TracedTensor): TracedTensor | undefined {
  const [left, right] = [a.value.scalar, b.value.scalar];
  const shape = broadcastShape(a.shape, b.shape);
  const fold = FOLD[operator];
  if (left !== undefined && right !== undefined && fold && a.value.elementType === "float32") {
    return { value: call.graph.scalar(fold(left, right), "float32"), shape };
  }
  const neutral =
    operator === "Mul" || operator === "Div" ? 1 : operator === "Add" || operator === "Sub" ? 0 : undefined;
  if (neutral === undefined) return undefined;
  if (right === neutral) return { value: a.value, shape };
  if (left === neutral && (operator === "Mul" || operator === "Add")) return { value: b.value, shape };
  return undefined;
}

function add(call: KernelCall, a: TracedTensor, b: TracedTensor): TracedTensor {
  call.requireType(a, "float32", "int32");
  if (sameShape(a.shape, b.shape)) {
    const rows = addToScatteredRows(call.graph, a, b) ?? addToScatteredRows(call.graph, b, a);
    if (rows) return rows;
  }
  return folded(call, "Add", a, b) ?? combine(call, "Add", a, b);
}

function compare(operator: string, ...types: readonly ElementType[]): TracedKernel {
  return (call) => {
    call.requireType(call.input("a"), ...types);
    return combine(call, operator, call.input("a"), call.input("b"), "bool");
  };
}

function floatOnly(operator: string): TracedKernel {
  return (call) => {
    call.requireType(call.input("x"), "float32");
    return map(call, operator, call.input("x"));
  };
}

function numeric(operator: string): TracedKernel {
  return (call) => {
    call.requireType(call.input("x"), "float32", "int32");
    return map(call, operator, call.input("x"));
  };
}

/** Limits as constants; `Clip` broadcasts nothing else. */
function clip(call: KernelCall, x: TracedTensor, low: number, high: number): TracedTensor {
  call.requireType(x, "float32", "int32");
  const { shape, elementType } = x.value;
  const limits = [call.graph.scalar(low, elementType), call.graph.scalar(high, elementType)];
  return { value: call.graph.apply("Clip", [x.value, ...limits], { shape, elementType }), shape: x.shape };
}

function choose(call: KernelCall, condition: TracedTensor, yes: TracedTensor, no: TracedTensor): TracedTensor {
  const own = broadcastShape(broadcastShape(condition.value.shape, yes.value.shape), no.value.shape);
  const value = call.graph.apply("Where", [condition.value, yes.value, no.value], {
    shape: own,
    elementType: yes.value.elementType,
  });
  return { value, shape: broadcastShape(broadcastShape(condition.shape, yes.shape), no.shape) };
}

/** Rounds to minus infinity, where ONNX's integer division rounds to zero: what `Mod` leaves divides without rest. */
function floorDivide(call: KernelCall): TracedTensor {
  const [a, b] = [call.input("a"), call.input("b")];
  if (a.value.elementType === "float32") return map(call, "Floor", combine(call, "Div", a, b));
  call.requireType(a, "int32");
  return combine(call, "Div", combine(call, "Sub", a, combine(call, "Mod", a, b)), b);
}

/** 1 where x > 0, else `alpha`: the gradient of relu and its kin. */
function step(call: KernelCall): TracedTensor {
  const x = call.input("x");
  call.requireType(x, "float32");
  const alpha = call.raw("alpha");
  if (typeof alpha !== "number" || alpha === 0) return map(call, "Sign", map(call, "Relu", x));
  const isPositive = combine(call, "Greater", x, scalar(call, 0), "bool");
  return choose(call, isPositive, scalar(call, 1), scalar(call, alpha));
}

/** The gradient of elu, from its result y: dy where y >= 0, else dy (y + 1). */
function eluGradient(call: KernelCall): TracedTensor {
  const [dy, y] = [call.input("dy"), call.input("y")];
  const isLinear = combine(call, "GreaterOrEqual", y, scalar(call, 0), "bool");
  return choose(call, isLinear, dy, combine(call, "Mul", dy, combine(call, "Add", y, scalar(call, 1))));
}

function square(call: KernelCall, x: TracedTensor): TracedTensor {
  call.requireType(x, "float32", "int32");
  return combine(call, "Mul", x, x);
}

function power(call: KernelCall): TracedTensor {
  const [a, b] = [call.input("a"), call.input("b")];
  call.requireType(a, "float32");
  return b.value.scalar === 2
    ? { ...square(call, a), shape: broadcastShape(a.shape, b.shape) }
    : combine(call, "Pow", a, b);
}

/** Elementwise kernels. */
export const elementwiseKernels: KernelTable = {
  Add: (call) => add(call, call.input("a"), call.input("b")),
  AddN: (call) => call.allInputs().reduce((sum, next) => add(call, sum, next)),
  Sub: arithmetic("Sub"),
  Multiply: arithmetic("Mul"),
  RealDiv: arithmetic("Div"),
  Maximum: arithmetic("Max"),
  Minimum: arithmetic("Min"),
  Pow: power,
  FloorDiv: floorDivide,
  SquaredDifference: (call) => square(call, combine(call, "Sub", call.input("a"), call.input("b"))),

  Greater: compare("Greater", "float32", "int32"),
  GreaterEqual: compare("GreaterOrEqual", "float32", "int32"),
  Less: compare("Less", "float32", "int32"),
  LessEqual: compare("LessOrEqual", "float32", "int32"),
  Equal: compare("Equal", "float32", "int32", "bool"),
  NotEqual: (call) => map(call, "Not", combine(call, "Equal", call.input("a"), call.input("b"), "bool")),
  LogicalAnd: compare("And", "bool"),
  LogicalOr: compare("Or", "bool"),
  LogicalNot: (call) => map(call, "Not", call.input("x")),
  Select: (call) => choose(call, call.input("condition"), call.input("t"), call.input("e")),

  Abs: numeric("Abs"),
  Neg: numeric("Neg"),
  Sign: numeric("Sign"),
  Relu: numeric("Relu"),
  Ceil: floatOnly("Ceil"),
  Cos: floatOnly("Cos"),
  Erf: floatOnly("Erf"),
  Exp: floatOnly("Exp"),
  Floor: floatOnly("Floor"),
  Log: floatOnly("Log"),
  Reciprocal: floatOnly("Reciprocal"),
  Round: floatOnly("Round"),
  Sigmoid: floatOnly("Sigmoid"),
  Sin: floatOnly("Sin"),
  Softplus: floatOnly("Softplus"),
  Sqrt: floatOnly("Sqrt"),
  Tanh: floatOnly("Tanh"),
  Elu: floatOnly("Elu"),
  EluGrad: eluGradient,
  Step: step,
  Square: (call) => square(call, call.input("x")),
  Rsqrt: (call) => {
    call.requireType(call.input("x"), "float32");
    return map(call, "Reciprocal", map(call, "Sqrt", call.input("x")));
  },
  Relu6: (call) => clip(call, call.input("x"), 0, RELU6_LIMIT),
  ClipByValue: (call) => clip(call, call.input("x"), call.number("clipValueMin"), call.number("clipValueMax")),
  LeakyRelu: (call) => map(call, "LeakyRelu", call.input("x"), { alpha: { float: call.number("alpha") } }),
};
