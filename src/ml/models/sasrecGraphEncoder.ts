import type { GraphSession, GraphTensor } from "../runtime/session.js";
import type { SasrecEncoder } from "./sasrecEncoder.js";

/** The graphs and tensors that an encoder on ONNX Runtime consists of. */
export interface SasrecGraphs {
  /** Of `sasrecEncoderGraph`. */
  readonly encoder: GraphSession;
  /** Of `sasrecScoresGraph`. */
  readonly scores: GraphSession;
  /** Fed to the encoder at every run: the parameters, where the graph does not hold them. */
  readonly parameters: Readonly<Record<string, GraphTensor>>;
  /** `[N + 1, D]` */
  readonly items: GraphTensor;
}

/** Encodes by loaded graphs. */
export class SasrecGraphEncoder implements SasrecEncoder {
  constructor(private readonly graphs: SasrecGraphs) {}

  async encode(history: Int32Array, shape: readonly [number, number]): Promise<Float32Array> {
    const { encoder, parameters } = this.graphs;
    const { user } = await encoder.run({ ...parameters, history: { data: history, shape } });
    return user!.data as Float32Array;
  }

  async scoreItems(users: Float32Array): Promise<Float32Array> {
    const { scores: graph, items } = this.graphs;
    const width = items.shape[1]!;
    const { scores } = await graph.run({ user: { data: users, shape: [users.length / width, width] }, items });
    return scores!.data as Float32Array;
  }

  async close(): Promise<void> {
    await this.graphs.encoder.close();
    await this.graphs.scores.close();
  }
}
