/**
 * @file What the language model makes of a batch's users or items: the states that heads read.
 *
 * Axes: B prompts, S soft tokens of items, M all soft tokens, D width of the model.
 */
import { tf } from "../trace/tensorflow.js";
import type { FrozenDecoder } from "./frozenDecoder.js";
import { llmSrecFeed } from "./llmSrecFeed.js";
import { type LlmSrecWeights, llmSrecWeight } from "./llmSrecWeight.js";
import { projector } from "./projector.js";
import { promptStates } from "./promptStates.js";
import { promptTensors } from "./promptTensors.js";

/** How soft tokens are made; defaults are the paper's. */
export interface SoftTokenOptions {
  /** The soft tokens of items are multiplied by it: near the deviation of word embeddings they start as words look. */
  readonly softTokenScale?: number;
  /** The user prompt has the teacher's user vector as a soft token. */
  readonly hasUserRepresentation?: boolean;
}

/** States after the final norm. */
export interface PromptReadings {
  /** At each prompt's out-token, `[B, D]`. */
  readonly out: tf.Tensor;
  /** At the soft token of each prompt's last item, `[B, D]`: cheap, unlike `items`. Of no meaning where there is none. */
  readonly lastItem: tf.Tensor;
  /** At the soft tokens of items, in the order of the batch; 0 where room is left over; `[S, D]`. Computed when it is read. */
  readonly items: tf.Tensor;
}

/**
 * Reads the prompts of one side. Differentiable by the parameters; whatever the heads need follows from it.
 *
 * @param batch The tensors of `llmSrecFeeds` that begin with `side` and a dot, and `teacher` where users have one.
 * @throws {RangeError} If a tensor or a parameter is missing.
 */
export function promptReadings(
  decoder: FrozenDecoder,
  weights: LlmSrecWeights,
  batch: Readonly<Record<string, tf.Tensor>>,
  side: "user" | "item",
  options: SoftTokenOptions = {},
): PromptReadings {
  const read = (name: string, members?: tf.Tensor) =>
    readingsOf({ ...options, decoder, weights, batch, side, name, members });
  if (!batch[`${side}.order`]) return read(side);
  const [order, itemOrder] = [llmSrecFeed(batch, `${side}.order`), llmSrecFeed(batch, `${side}.itemOrder`)];
  const parts: PromptReadings[] = [];
  for (let members = batch[`${side}.0.members`]; members; members = batch[`${side}.${parts.length}.members`])
    parts.push(read(`${side}.${parts.length}`, members));
  const joined = (name: keyof PromptReadings) => (parts.length === 1 ? parts[0]![name] : tf.concat(parts.map((part) => part[name]), 0)); // prettier-ignore
  return withItems({ out: tf.gather(joined("out"), order), lastItem: tf.gather(joined("lastItem"), order) }, () =>
    tf.gather(joined("items"), itemOrder),
  );
}

/** Prompts that lie side by side. */
interface PromptGroup extends SoftTokenOptions {
  readonly decoder: FrozenDecoder;
  readonly weights: LlmSrecWeights;
  readonly batch: Readonly<Record<string, tf.Tensor>>;
  readonly side: "user" | "item";
  /** What the names of its feeds begin with. */
  readonly name: string;
  /** Int32: their places in the batch; default: they are the batch. */
  readonly members: tf.Tensor | undefined;
}

function readingsOf(group: PromptGroup): PromptReadings {
  const { decoder, weights, batch, side, name, softTokenScale = 1 } = group;
  const prompts = promptTensors(batch, name);
  const [B = 0] = prompts.isReal.shape;
  // Not `tile`, whose gradient is a slice for each row.
  const out = tf.mul(tf.ones([B, 1]), llmSrecWeight(weights, `${side}Out`)); // [B, D]
  const users = userTokens(group); // [B, D]
  const vectors = llmSrecFeed(batch, `${name}.items`); // [S, width]
  const [S = 0] = vectors.shape;
  const items = tf.mul(projector(vectors, weights, "itemMap", "leakyRelu"), softTokenScale); // [S, D]
  const soft = tf.concat([out, ...users, items], 0); // [M, D]
  const states = promptStates(decoder, prompts, soft, side === "user" ? decoder.userStart : decoder.itemStart);
  return withItems({ out: states.out, lastItem: states.newest }, () =>
    tf.slice(states.soft(), [users.length === 0 ? B : 2 * B, 0], [S, -1]),
  );
}

/** The states of items cost most of a layer, so they are worked out when somebody wants them, and once. */
function withItems(readings: Omit<PromptReadings, "items">, read: () => tf.Tensor): PromptReadings {
  let items: tf.Tensor | undefined;
  return {
    ...readings,
    get items() {
      return (items ??= read());
    },
  };
}

/** One for each prompt, or none. */
function userTokens({ batch, weights, side, members, hasUserRepresentation = false }: PromptGroup): tf.Tensor[] {
  if (side !== "user" || !hasUserRepresentation) return [];
  const all = llmSrecFeed(batch, "teacher");
  return [projector(members ? tf.gather(all, members) : all, weights, "userMap", "leakyRelu")];
}
