/** @file What comes of prompts without any gradient: for caches, for validation, for serving. */
import type { InitialParameter } from "../runtime/trainer.js";
import { FrozenGraphs, type FrozenGraphsOptions } from "./frozenGraphs.js";
import { projector } from "./projector.js";
import { promptReadings, type SoftTokenOptions } from "./promptReadings.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** Of B prompts with S items; D is the model's width, V that of vectors. */
export interface ReadPrompts {
  /** States at the out-tokens, `[B, D]`. */
  readonly out: Float32Array;
  /** States at the soft tokens of items, in the order of the batch, `[S, D]`; of item prompts nobody reads them: none. */
  readonly items: Float32Array;
  /** What the head of this side makes of the out-tokens' states: what is compared, `[B, V]`. */
  readonly vectors: Float32Array;
}

/** Reads the prompts of users or of items, forward only. */
export class LlmSrecReader {
  private readonly graphs: FrozenGraphs;

  /** @param side Whose prompts. */
  constructor(side: "user" | "item", options: FrozenGraphsOptions, soft: SoftTokenOptions = {}) {
    this.graphs = new FrozenGraphs(options, (decoder, parameters, batch) => {
      const readings = promptReadings(decoder, parameters, batch, side, soft);
      const { out } = readings;
      const vectors = projector(out, parameters, `${side}Head`, "leakyRelu");
      return side === "user" ? { out, items: readings.items, vectors } : { out, vectors };
    });
  }

  /**
   * @param batch The feeds of this side; `teacher` too where users have a representation.
   * @throws {RangeError} If a parameter or a tensor of the batch is missing.
   */
  async read(parameters: Readonly<Record<string, InitialParameter>>, batch: ShapedFeeds): Promise<ReadPrompts> {
    const outputs = await this.graphs.run(parameters, batch);
    const values = (name: string) => outputs[name]!.data as Float32Array;
    const items = outputs["items"] ? values("items") : new Float32Array(0);
    return { out: values("out"), items, vectors: values("vectors") };
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.graphs.close();
  }
}
