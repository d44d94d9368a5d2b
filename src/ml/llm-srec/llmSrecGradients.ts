import { tracedDropout } from "../runtime/tracedDropout.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { FrozenGradients } from "./frozenGradients.js";
import type { FrozenGraphsOptions } from "./frozenGraphs.js";
import { llmSrecLoss, type LlmSrecLossOptions } from "./llmSrecLoss.js";
import type { LossAndGradients } from "./lossAndGradients.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** `FrozenGradients` of the loss of LLM-SRec, by all parameters. */
export class LlmSrecGradients {
  private readonly gradients: FrozenGradients;

  constructor(options: FrozenGraphsOptions, loss: LlmSrecLossOptions = {}) {
    const trained = Object.keys(options.shapes);
    this.gradients = new FrozenGradients({ ...options, trained }, (decoder, parameters, batch) =>
      llmSrecLoss(() => decoder, loss)(parameters, batch, tracedDropout),
    );
  }

  /**
   * Of one batch; batches of the same shapes share a graph.
   *
   * @throws {RangeError} If a parameter or a tensor of the batch is missing.
   */
  of(parameters: Readonly<Record<string, InitialParameter>>, batch: ShapedFeeds): Promise<LossAndGradients> {
    return this.gradients.of(parameters, batch);
  }

  /** How many graphs are open. */
  get openGraphs(): number {
    return this.gradients.openGraphs;
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.gradients.close();
  }
}
