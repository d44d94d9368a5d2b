import type { Loss } from "../runtime/trainer.js";
import { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { type LlmSrecTermOptions, llmSrecTerms } from "./llmSrecTerms.js";

/** What to minimise; defaults are the paper's. */
export interface LlmSrecLossOptions extends LlmSrecTermOptions {
  /** Each 0 or more; default: 1. A term of weight 0 has no say, and its parameters stay as they are. */
  readonly weights?: {
    readonly retrieval?: number;
    readonly distillation?: number;
    readonly uniformity?: number;
  };
}

/**
 * The loss function that a trainer differentiates by the parameters of `llmSrecParameters`: the weighted sum of the
 * terms of one batch of `llmSrecFeeds`.
 *
 * @param openDecoder The frozen model on the backend that is at work when it is called: once for each graph, and at
 *   every step of an eager backend.
 */
export function llmSrecLoss(openDecoder: () => FrozenDecoder, options: LlmSrecLossOptions = {}): Loss {
  const { retrieval = 1, distillation = 1, uniformity = 1 } = options.weights ?? {};
  return (parameters, batch) => {
    const terms = llmSrecTerms(openDecoder(), parameters, batch, options);
    const weighted = [
      tf.mul(terms.retrieval, retrieval),
      tf.mul(terms.distillation, distillation),
      tf.mul(terms.uniformity, uniformity),
    ];
    return tf.addN(weighted) as tf.Scalar;
  };
}
