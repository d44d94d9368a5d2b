/** @file Matrix products. */
import { broadcastShape } from "../broadcastShape.js";
import type { TracedTensor } from "../graph.js";
import type { GraphValue } from "../graphValue.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";
import { sameShape } from "../sameShape.js";

/** ONNX's product broadcasts the leading axes itself; the matrices must be whole. */
function matrices(call: KernelCall, x: TracedTensor): GraphValue {
  const areWhole = x.value.shape.length >= 2 && sameShape(x.value.shape.slice(-2), x.shape.slice(-2));
  return areWhole ? x.value : call.graph.whole(x);
}

/** A transposed factor is a flag of ONNX Runtime's own product, not an operation. */
function matrixProduct(call: KernelCall): TracedTensor {
  const [a, b] = [call.input("a"), call.input("b")];
  call.requireType(a, "float32");
  const [left, right] = [matrices(call, a), matrices(call, b)];
  const [transposeA, transposeB] = [call.flag("transposeA"), call.flag("transposeB")];
  const rows = left.shape.at(transposeA ? -1 : -2) ?? 1;
  const columns = right.shape.at(transposeB ? -2 : -1) ?? 1;
  const withBatch = (x: readonly number[], y: readonly number[]) => [
    ...broadcastShape(x.slice(0, -2), y.slice(0, -2)),
    rows,
    columns,
  ];
  const output = { shape: withBatch(left.shape, right.shape), elementType: "float32" as const };
  const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  const value =
    transposeA || transposeB
      ? call.graph.apply("FusedMatMul", [left, right], output, { attributes, domain: "com.microsoft" })
      : call.graph.apply("MatMul", [left, right], output);
  return { value, shape: withBatch(a.shape, b.shape) };
}

/** Matrix kernels. */
export const matmulKernels: KernelTable = { BatchMatMul: matrixProduct };
