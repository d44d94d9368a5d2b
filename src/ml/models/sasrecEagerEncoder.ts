import { withEagerBackend } from "../runtime/eagerBackend.js";
import { mapRecord } from "../runtime/mapRecord.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { tf } from "../trace/tensorflow.js";
import { sasrecUserVectors } from "./sasrecUserVectors.js";
import type { SasrecConfig } from "./sasrecConfig.js";
import type { SasrecEncoder } from "./sasrecEncoder.js";
import { sasrecPaddedLayout } from "./sasrecPaddedLayout.js";
import { sasrecWeight } from "./sasrecWeight.js";

/**
 * Encodes by running the ops one by one on a TensorFlow.js backend: the reference of the graph, and what a GPU runs.
 */
export class SasrecEagerEncoder implements SasrecEncoder {
  private readonly weights: Readonly<Record<string, tf.Tensor>>;

  /** @param backend Name of a backend that `loadEagerBackend` has made ready. */
  constructor(
    private readonly config: SasrecConfig,
    parameters: Readonly<Record<string, InitialParameter>>,
    private readonly backend: string,
  ) {
    this.weights = withEagerBackend(backend, () =>
      mapRecord(parameters, ({ data, shape }) => tf.tensor(data.slice(), [...shape])),
    );
  }

  encode(history: Int32Array, shape: readonly [number, number]): Promise<Float32Array> {
    return this.compute(() => {
      const layout = sasrecPaddedLayout(tf.tensor(history, [...shape], "int32"), this.config.maxLength);
      return sasrecUserVectors(this.weights, layout, this.config); // [B, D]
    });
  }

  scoreItems(users: Float32Array): Promise<Float32Array> {
    return this.compute(() => {
      const user = tf.tensor(users, [users.length / this.config.width, this.config.width]); // [B, D]
      return tf.matMul(user, sasrecWeight(this.weights, "itemEmbeddings"), false, true); // [B, N + 1]
    });
  }

  close(): Promise<void> {
    tf.dispose(Object.values(this.weights));
    return Promise.resolve();
  }

  private compute(build: () => tf.Tensor): Promise<Float32Array> {
    const values = withEagerBackend(this.backend, () => tf.tidy(() => build().dataSync() as Float32Array));
    return Promise.resolve(values);
  }
}
