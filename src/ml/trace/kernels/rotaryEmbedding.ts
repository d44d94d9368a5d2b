/** @file Rotary position embedding as one node of ONNX Runtime's own. */
import { castValue } from "../castValue.js";
import type { TracedTensor } from "../graph.js";
import type { KernelCall, KernelTable } from "../kernelCall.js";

/** Not a kernel of TensorFlow.js: only the tracer has it. */
export const ROTARY_EMBEDDING_KERNEL = "SequiturRotaryEmbedding";

function rotaryEmbedding(call: KernelCall): TracedTensor {
  const { graph } = call;
  const x = graph.whole(call.input("x"));
  const positions = castValue(graph, graph.whole(call.input("positions")), "int64");
  const inputs = [x, positions, graph.whole(call.input("cosines")), graph.whole(call.input("sines"))];
  const output = { shape: x.shape, elementType: "float32" as const };
  const options = { attributes: { interleaved: 0 }, domain: "com.microsoft" };
  return call.result(graph.apply("RotaryEmbedding", inputs, output, options));
}

/** The rotary kernel. */
export const rotaryEmbeddingKernels: KernelTable = { [ROTARY_EMBEDDING_KERNEL]: rotaryEmbedding };
