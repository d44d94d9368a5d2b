import type { SasrecWeights } from "../../../src/ml/models/sasrecWeight.js";
import type { InitialParameter } from "../../../src/ml/runtime/trainer.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";

/** Runs ops on the `cpu` backend, and frees their tensors. */
export function onCpu(compute: () => tf.Tensor): Float32Array {
  void tf.setBackend("cpu");
  return tf.tidy(() => (compute().dataSync() as Float32Array).slice());
}

/** Parameters as tensors. */
export function asWeights(parameters: Readonly<Record<string, InitialParameter>>): SasrecWeights {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
}

/** Rows padded on the left; int32 `[B, T]`. */
export function padded(rows: readonly (readonly number[])[], length: number): tf.Tensor {
  const padding = (row: readonly number[]) => [...new Array<number>(length - row.length).fill(0), ...row];
  return tf.tensor(rows.flatMap(padding), [rows.length, length], "int32");
}
