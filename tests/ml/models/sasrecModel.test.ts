import { describe, expect, test } from "@jest/globals";

import { openSasrecModel } from "../../../src/ml/models/openSasrecModel.js";
import { SasrecEagerEncoder } from "../../../src/ml/models/sasrecEagerEncoder.js";
import { SasrecModel } from "../../../src/ml/models/sasrecModel.js";
import { loadEagerBackend } from "../../../src/ml/runtime/eagerBackend.js";
import { sasrecContent } from "../../../src/ml/train/sasrecContent.js";
import { esasrecGolden, sasrecGolden } from "./sasrecGolden.js";

const { config, parameters } = sasrecGolden;
/** Float32 sums in another order. */
const CLOSE = 5;
const histories = [[1, 2, 3, 4, 5, 6, 7, 1, 2], [], [3], [1, 2, 3], [5, 4]].map((rows) => Int32Array.from(rows));

const openTraced = ({ config, parameters }: Pick<typeof sasrecGolden, "config" | "parameters">) =>
  openSasrecModel(
    { ...sasrecContent(config, parameters), kind: config.kind, width: config.width, window: config.maxLength },
    { threads: 1 },
  );

describe("SasrecModel", () => {
  test.each([
    ["SASRec", sasrecGolden],
    ["eSASRec", esasrecGolden],
  ])("scores by the traced graphs as by the ops that training runs: %s", async (_, golden) => {
    const { config, parameters } = golden;
    const encoder = new SasrecEagerEncoder(config, parameters, await loadEagerBackend("cpu"));
    const eager = new SasrecModel(encoder, { ...config, window: config.maxLength });
    const traced = await openTraced(golden);
    const [expected, actual] = [await eager.scoreAll(histories), await traced.scoreAll(histories)];
    await Promise.all([eager.close(), traced.close()]);
    const columns = config.itemCount + 1;
    expect(actual).toHaveLength(histories.length * columns);
    for (let i = 0; i < actual.length; i++) {
      if (i % columns !== 0) expect(actual[i]).toBeCloseTo(expected[i]!, CLOSE); // row 0 is unused
    }
  });

  test("gives each history its own vector, whatever else is in the batch", async () => {
    const model = await openTraced(sasrecGolden);
    const together = await model.userVectors(histories);
    for (const [index, history] of histories.entries()) {
      const alone = await model.userVectors([history]);
      const own = together.subarray(index * config.width, (index + 1) * config.width);
      for (let i = 0; i < config.width; i++) expect(own[i]).toBeCloseTo(alone[i]!, CLOSE);
    }
    await model.close();
  });

  test("scores an item by its embedding times the user vector", async () => {
    const model = await openTraced(sasrecGolden);
    const [user, scores] = [await model.userVectors([histories[0]!]), await model.scoreAll([histories[0]!])];
    await model.close();
    const items = parameters["itemEmbeddings"]!.data;
    for (let row = 1; row <= config.itemCount; row++) {
      const product = user.reduce((sum, value, i) => sum + value * items[row * config.width + i]!, 0);
      expect(scores[row]).toBeCloseTo(product, CLOSE);
    }
  });
});
