import { mapRecord } from "../runtime/mapRecord.js";
import { tracedDropout } from "../runtime/tracedDropout.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { valueAndGradients } from "../runtime/valueAndGradients.js";
import { tf } from "../trace/tensorflow.js";
import { FrozenGraphs, type FrozenGraphsOptions } from "./frozenGraphs.js";
import { llmSrecLoss, type LlmSrecLossOptions } from "./llmSrecLoss.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** A batch's loss, and its gradients by parameter. */
export interface LossAndGradients {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

/**
 * The loss and its gradients through a frozen model whose weights stay in their file. The optimiser stands outside; see
 * docs/decisions/0086.
 */
export class LlmSrecGradients {
  private readonly graphs: FrozenGraphs;

  constructor(
    private readonly options: FrozenGraphsOptions,
    loss: LlmSrecLossOptions = {},
  ) {
    this.graphs = new FrozenGraphs(options, (decoder, parameters, batch) => {
      const lossOf = llmSrecLoss(() => decoder, loss);
      const { value, gradients } = valueAndGradients(parameters, (given) => lossOf(given, batch, tracedDropout));
      const outputs = Object.entries(gradients).map(([name, gradient]) => [`gradient/${name}`, gradient]);
      return { loss: tf.reshape(value, []), ...(Object.fromEntries(outputs) as Record<string, tf.Tensor>) };
    });
  }

  /**
   * Of one batch; batches of the same shapes share a graph.
   *
   * @throws {RangeError} If a parameter or a tensor of the batch is missing.
   */
  async of(parameters: Readonly<Record<string, InitialParameter>>, batch: ShapedFeeds): Promise<LossAndGradients> {
    const outputs = await this.graphs.run(parameters, batch);
    return {
      loss: Number(outputs["loss"]!.data[0]),
      gradients: mapRecord(this.options.shapes, (_, name) => outputs[`gradient/${name}`]!.data as Float32Array),
    };
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.graphs.close();
  }
}
