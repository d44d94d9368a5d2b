/**
 * @file The loss of one packed batch: encode, then compare every position with the item that came next.
 *
 * Axes: R rows, T positions, M = R T, N items, D width, S shared negatives.
 */
import { sasrecEncode } from "../models/sasrecEncode.js";
import type { SasrecConfig } from "../models/sasrecConfig.js";
import { sasrecPackedLayout } from "../models/sasrecPackedLayout.js";
import { sasrecWeight } from "../models/sasrecWeight.js";
import type { Loss } from "../runtime/trainer.js";
import { tf } from "../trace/tensorflow.js";
import { binaryLoss } from "./binaryLoss.js";
import { sampledSoftmaxLoss } from "./sampledSoftmaxLoss.js";
import { softmaxLoss } from "./softmaxLoss.js";
import type { TrainingLoss } from "./trainingOptions.js";

/**
 * The loss function that a trainer differentiates; its batches are those of `SasrecBatches`.
 *
 * @param dropoutRate 0 to below 1.
 */
export function sasrecLoss(config: SasrecConfig, kind: TrainingLoss, dropoutRate: number): Loss {
  return (weights, batch, dropout) => {
    const [items, ages, starts] = [feed("items"), feed("ages"), feed("starts")]; // [R, T] each
    const layout = sasrecPackedLayout({ items, ages, starts });
    const states = sasrecEncode(weights, layout, config, { dropoutRate, dropout }); // [R, T, D]
    const hidden = tf.reshape(states, [-1, config.width]); // [M, D]
    const itemEmbeddings = sasrecWeight(weights, "itemEmbeddings"); // [N + 1, D]
    const targets = flat("targets"); // [M]
    if (kind === "binary") return binaryLoss(hidden, itemEmbeddings, targets, flat("negatives"));
    if (kind === "softmax") return softmaxLoss(hidden, itemEmbeddings, targets);
    return sampledSoftmaxLoss(hidden, itemEmbeddings, { targets, negatives: feed("negatives"), hits: flat("hits") });

    function feed(name: string): tf.Tensor {
      const tensor = batch[name];
      if (!tensor) throw new RangeError(`Cannot compute the loss: the batch has no "${name}"`);
      return tensor;
    }
    function flat(name: string): tf.Tensor {
      return tf.reshape(feed(name), [-1]);
    }
  };
}
