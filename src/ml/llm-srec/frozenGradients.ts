import { mapRecord } from "../runtime/mapRecord.js";
import type { GraphTensor } from "../runtime/session.js";
import type { InitialParameter } from "../runtime/trainer.js";
import { valueAndGradients } from "../runtime/valueAndGradients.js";
import { tf } from "../trace/tensorflow.js";
import { FrozenGraphs, type FrozenGraphsOptions } from "./frozenGraphs.js";
import type { FrozenLoss } from "./frozenLoss.js";
import type { LossAndGradients } from "./lossAndGradients.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** A frozen model, and what is trained beside it. */
export interface FrozenGradientsOptions extends FrozenGraphsOptions {
  /** Names of the parameters that are differentiated by; the others are plain inputs. */
  readonly trained: readonly string[];
}

/** Each keeps the memory of a step, so they are fewer than of graphs that only read. */
const MOST_GRAPHS = 8;

/** What a batch gives. */
export interface FrozenStep extends LossAndGradients {
  /** What the loss function gave beside the loss, by its names. */
  readonly outputs: Readonly<Record<string, GraphTensor>>;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * A loss through a frozen model whose weights stay in their file, and its gradients. The optimiser stands outside; see
 * docs/decisions/0086.
 */
export class FrozenGradients {
  private readonly graphs: FrozenGraphs;
  private readonly trained: readonly string[];

  /** @throws {RangeError} If a parameter that is to be trained has no shape. */
  constructor({ trained, ...options }: FrozenGradientsOptions, loss: FrozenLoss) {
    const unknown = trained.find((name) => !options.shapes[name]);
    if (unknown !== undefined) throw new RangeError(`Cannot train parameter "${unknown}": it has no shape`);
    this.trained = trained;
    this.graphs = new FrozenGraphs({ mostGraphs: MOST_GRAPHS, ...options }, (decoder, parameters, batch) =>
      differentiated(pick(parameters, trained), (given) => loss(decoder, { ...parameters, ...given }, batch)),
    );
  }

  /**
   * Of one batch; batches of the same shapes share a graph.
   *
   * @throws {RangeError} If a parameter or a tensor of the batch is missing, or the loss does not depend on a parameter
   *   that is to be trained.
   */
  async of(parameters: Readonly<Record<string, InitialParameter>>, batch: ShapedFeeds): Promise<FrozenStep> {
    const results = await this.graphs.run(parameters, batch);
    const named = (kind: string) =>
      Object.entries(results).flatMap(([name, tensor]) =>
        name.startsWith(kind) ? [[name.slice(kind.length), tensor] as const] : [],
      );
    return {
      loss: Number(results["loss"]!.data[0]),
      gradients: Object.fromEntries(
        this.trained.map((name) => [name, results[`gradient/${name}`]!.data as Float32Array]),
      ),
      outputs: Object.fromEntries(named("output/")),
    };
  }

  /** How many graphs are open. */
  get openGraphs(): number {
    return this.graphs.openGraphs;
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.graphs.close();
  }
}

function pick(parameters: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map((name) => [name, parameters[name]!]));
}

function differentiated(trained: Tensors, loss: (trained: Tensors) => ReturnType<FrozenLoss>): Tensors {
  let kept: Tensors = {};
  const { value, gradients } = valueAndGradients(trained, (given) => {
    const result = loss(given);
    if (result instanceof tf.Tensor) return result;
    kept = mapRecord(result.outputs, (output) => tf.keep(tf.clone(output))); // else it goes with the forward pass
    return result.loss;
  });
  const outputs = mapRecord(kept, (output) => tf.clone(output));
  for (const output of Object.values(kept)) output.dispose();
  return {
    loss: tf.reshape(value, []),
    ...renamed("gradient/", gradients),
    ...renamed("output/", outputs),
  };
}

function renamed(kind: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${kind}${name}`, tensor]));
}
