/** @file What comes of prompts without any gradient: for caches, for validation, for tests. */
import type { InitialParameter } from "../runtime/trainer.js";
import { FrozenGraphs, type FrozenGraphsOptions } from "./frozenGraphs.js";
import { promptReadings, type SoftTokenOptions } from "./promptReadings.js";
import type { ShapedFeeds } from "./shapedFeeds.js";

/** What is read beside the out-tokens' states: `lastItem` costs little, `items` most of a layer. */
type AlsoRead = "lastItem" | "items";

/** Of B prompts with S items; D is the model's width. What was not asked for is empty. */
export interface ReadPrompts {
  /** States at the out-tokens, `[B, D]`. */
  readonly out: Float32Array;
  /** States at the soft token of each prompt's last item, `[B, D]`. */
  readonly lastItem: Float32Array;
  /** States at the soft tokens of items, in the order of the batch, `[S, D]`. */
  readonly items: Float32Array;
}

/** Reads the prompts of users or of items, forward only. */
export class LlmSrecReader {
  private readonly graphs: FrozenGraphs;

  /**
   * @param side Whose prompts.
   * @param also Read beside the out-tokens.
   */
  constructor(
    side: "user" | "item",
    options: FrozenGraphsOptions,
    soft: SoftTokenOptions = {},
    also: AlsoRead | null = null,
  ) {
    this.graphs = new FrozenGraphs(options, (decoder, parameters, batch) => {
      const readings = promptReadings(decoder, parameters, batch, side, soft);
      return { out: readings.out, ...(also && { [also]: readings[also] }) };
    });
  }

  /**
   * @param batch The feeds of this side; `teacher` too where users have a representation.
   * @throws {RangeError} If a parameter or a tensor of the batch is missing.
   */
  async read(parameters: Readonly<Record<string, InitialParameter>>, batch: ShapedFeeds): Promise<ReadPrompts> {
    const outputs = await this.graphs.run(parameters, batch);
    const values = (name: keyof ReadPrompts) =>
      (outputs[name]?.data as Float32Array | undefined) ?? new Float32Array(0);
    return { out: values("out"), lastItem: values("lastItem"), items: values("items") };
  }

  /** Frees the graphs. */
  close(): Promise<void> {
    return this.graphs.close();
  }
}
