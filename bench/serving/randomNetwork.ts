import { seededRandom } from "../../src/ml/data/seededRandom.js";
import type { SasrecConfig } from "../../src/ml/models/sasrecConfig.js";
import { sasrecParameters } from "../../src/ml/models/sasrecParameters.js";

/** The network that the default recipe trains for long histories; random weights cost what trained ones cost. */
const SHAPE = { kind: "sasrec", width: 64, blocks: 2, heads: 1, expansion: 4, maxLength: 200 } as const;

/** A SASRec of width 64 with 2 blocks that reads 200 items back, with random weights: the same for the same catalogue size. */
export function randomNetwork(itemCount: number): {
  readonly config: SasrecConfig;
  readonly parameters: ReturnType<typeof sasrecParameters>;
} {
  const config: SasrecConfig = { ...SHAPE, itemCount };
  return { config, parameters: sasrecParameters(config, seededRandom("random network")) };
}
