import { openSession } from "../../../src/ml/runtime/session.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";

/** An input of the function compared; its element type follows from its data. */
export interface BothWaysInput {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** An output's values and shape. */
export interface BothWaysOutput {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

type Inputs = Readonly<Record<string, BothWaysInput>>;
type Outputs = Readonly<Record<string, BothWaysOutput>>;
type Build = (inputs: Readonly<Record<string, tf.Tensor>>) => Readonly<Record<string, tf.Tensor>>;

/** Runs ops on TensorFlow.js's `cpu` backend, the reference, and as a traced graph on ONNX Runtime. */
export async function bothWays(
  build: Build,
  inputs: Inputs,
): Promise<{ readonly eager: Outputs; readonly traced: Outputs }> {
  return { eager: eagerly(build, inputs), traced: await tracedly(build, inputs) };
}

function dtypeOf({ data }: BothWaysInput): "int32" | "float32" {
  return data instanceof Int32Array ? "int32" : "float32";
}

function eagerly(build: Build, inputs: Inputs): Outputs {
  void tf.setBackend("cpu");
  const outputs: Record<string, BothWaysOutput> = {};
  tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, input]) => [
      name,
      tf.tensor(input.data.slice(), [...input.shape], dtypeOf(input)),
    ]);
    for (const [name, tensor] of Object.entries(build(Object.fromEntries(tensors) as Record<string, tf.Tensor>))) {
      outputs[name] = { values: Array.from(tensor.dataSync()), shape: tensor.shape };
    }
  });
  return outputs;
}

async function tracedly(build: Build, inputs: Inputs): Promise<Outputs> {
  const graph = traceGraph((tracer) => {
    const tensors = Object.entries(inputs).map(([name, input]) => [
      name,
      tracer.input(name, input.shape, dtypeOf(input)),
    ]);
    return build(Object.fromEntries(tensors) as Record<string, tf.Tensor>);
  });
  const session = await openSession(graph.toOnnx(), { threads: 1 });
  const used = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
  const results = await session.run(Object.fromEntries(used));
  await session.close();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, shape }]) => [name, { values: Array.from(data, Number), shape }]),
  );
}

/** Gradients as outputs, whose names must differ from those of the inputs. */
export function byName(gradients: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [`by ${name}`, gradient]));
}
