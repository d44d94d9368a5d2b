/** @file A product of float rows and a matrix of bytes in a file. */
import { checkExternalData } from "../checkExternalData.js";
import type { TracedTensor } from "../graph.js";
import type { ExternalData } from "../graphValue.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";

/** Not a kernel of TensorFlow.js: only the tracer has it. */
export const QUANTIZED_MATMUL_KERNEL = "SequiturQuantizedMatMul";

const BITS = 8;
/** ONNX Runtime's words for how the rows are multiplied: as they are, or rounded to eight bits by blocks. */
const ACCURACY = { exact: 1, rounded: 4 } as const;

function quantizedMatmul(call: KernelCall): TracedTensor {
  const { graph } = call;
  const x = graph.whole(call.input("x"));
  const [I = 0] = x.shape.slice(-1);
  const [O = 0, blocks = 0] = call.input("scales").shape;
  const block = call.number("block");
  const shape = [O, blocks, block];
  const matrix = call.raw("matrix") as ExternalData;
  checkExternalData(matrix, shape, "uint8");
  const inputs = [x, graph.external(matrix, { shape, elementType: "uint8" }), graph.whole(call.input("scales"))];
  const output = { shape: [...x.shape.slice(0, -1), O], elementType: "float32" as const };
  const accuracy = call.flag("roundsRows") ? ACCURACY.rounded : ACCURACY.exact;
  const attributes = { K: I, N: O, bits: BITS, block_size: block, accuracy_level: accuracy };
  return call.result(graph.apply("MatMulNBits", inputs, output, { attributes, domain: "com.microsoft" }));
}

/** The quantised product. */
export const quantizedMatmulKernels: KernelTable = { [QUANTIZED_MATMUL_KERNEL]: quantizedMatmul };
