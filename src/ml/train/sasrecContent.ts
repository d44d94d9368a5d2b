import type { ModelContent } from "../artifact/modelFiles.js";
import type { NetworkKind } from "../artifact/modelKind.js";
import type { SasrecConfig } from "../models/sasrecConfig.js";
import { sasrecEncoderGraph } from "../models/sasrecEncoderGraph.js";
import { sasrecScoresGraph } from "../models/sasrecScoresGraph.js";
import type { InitialParameter } from "../runtime/trainer.js";

type SasrecContent = Pick<Extract<ModelContent, { kind: NetworkKind }>, "encoder" | "scorer" | "itemVectors">;

/** A trained SASRec as an artifact holds it: the graphs of encoder and scorer, and the item vectors. */
export function sasrecContent(
  config: SasrecConfig,
  parameters: Readonly<Record<string, InitialParameter>>,
): SasrecContent {
  const { itemEmbeddings } = parameters;
  if (!itemEmbeddings) throw new RangeError("Cannot make an artifact without item embeddings");
  const itemVectors = itemEmbeddings.data.slice(); // [N + 1, D]
  itemVectors.fill(0, 0, config.width); // Row 0 is padding and was never trained
  return {
    encoder: sasrecEncoderGraph(config, parameters, "stored"),
    scorer: sasrecScoresGraph(config.itemCount, config.width),
    itemVectors,
  };
}
