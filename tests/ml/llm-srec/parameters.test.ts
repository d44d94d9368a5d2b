import { describe, expect, test } from "@jest/globals";

import { embeddingDistribution } from "../../../src/ml/llm-srec/embeddingDistribution.js";
import { llmSrecParameters } from "../../../src/ml/llm-srec/llmSrecParameters.js";
import { projector, type ProjectorActivation } from "../../../src/ml/llm-srec/projector.js";
import { projectorParameters } from "../../../src/ml/llm-srec/projectorParameters.js";
import { standardizeHead } from "../../../src/ml/llm-srec/standardizeHead.js";
import { seededRandom } from "../../../src/ml/data/seededRandom.js";
import { mapRecord } from "../../../src/ml/runtime/mapRecord.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

const SMALL = {
  llmWidth: 96,
  teacherWidth: 64,
  itemWidth: 64,
  hiddenWidth: 80,
  vectorWidth: 128,
  hasUserRepresentation: false,
};
const EMBEDDINGS = { mean: 0.5, deviation: 0.02 };

const statistics = (values: Float32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
};

describe("llmSrecParameters()", () => {
  test("has the maps, heads and tokens of the paper, less the item head's last bias", () => {
    const shapes = mapRecord(llmSrecParameters(SMALL, EMBEDDINGS, seededRandom(1)), ({ shape }) => shape.join(" x "));
    const map = (name: string, input: number, hidden: number, output: number) => ({
      [`${name}.inner.weight`]: `${input} x ${hidden}`,
      [`${name}.inner.bias`]: String(hidden),
      [`${name}.norm.gain`]: String(hidden),
      [`${name}.norm.bias`]: String(hidden),
      [`${name}.outer.weight`]: `${hidden} x ${output}`,
      [`${name}.outer.bias`]: String(output),
    });
    const expected = {
      ...map("itemMap", 64, 96, 96),
      ...map("userHead", 96, 80, 128),
      ...map("itemHead", 96, 80, 128),
      ...map("teacherHead", 64, 128, 128),
      userOut: "1 x 96",
      itemOut: "1 x 96",
    };
    const { "itemHead.outer.bias": leftOut, ...others } = expected as Record<string, string>;
    expect(leftOut).toBe("128");
    expect(shapes).toEqual(others);
  });

  test("starts matrices from Xavier's normal distribution, biases within 1 / √(width in), norms as identity", () => {
    const parameters = llmSrecParameters(SMALL, EMBEDDINGS, seededRandom(1));
    const { mean, deviation } = statistics(parameters["itemMap.outer.weight"]!.data);
    expect(Math.abs(mean)).toBeLessThan(0.005);
    expect(deviation).toBeCloseTo(Math.sqrt(2 / (96 + 96)), 2);
    const bias = parameters["userHead.inner.bias"]!.data;
    expect(Math.max(...bias.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(96));
    expect(statistics(bias).deviation).toBeGreaterThan(0.4 / Math.sqrt(96));
    expect(new Set(parameters["userHead.norm.gain"]!.data)).toEqual(new Set([1]));
    expect(new Set(parameters["userHead.norm.bias"]!.data)).toEqual(new Set([0]));
  });

  test("draws both tokens as word embeddings are distributed, and not alike", () => {
    const { userOut, itemOut } = llmSrecParameters(
      { ...SMALL, llmWidth: 500, hiddenWidth: 2 },
      EMBEDDINGS,
      seededRandom(1),
    );
    expect(statistics(userOut!.data).mean).toBeCloseTo(0.5, 2);
    expect(statistics(userOut!.data).deviation).toBeCloseTo(0.02, 2);
    expect(userOut!.data).not.toEqual(itemOut!.data);
  });

  test("draws each part from the seed and its own sizes alone", () => {
    const before = llmSrecParameters(SMALL, EMBEDDINGS, seededRandom(1));
    const after = llmSrecParameters({ ...SMALL, hiddenWidth: 40, hasUserRepresentation: true }, EMBEDDINGS, seededRandom(1)); // prettier-ignore
    expect(after["itemMap.inner.weight"]).toEqual(before["itemMap.inner.weight"]);
    expect(after["teacherHead.outer.bias"]).toEqual(before["teacherHead.outer.bias"]);
    expect(after["userMap.inner.weight"]!.shape).toEqual([64, 96]);
    expect(before["userMap.inner.weight"]).toBeUndefined();
  });

  test("refuses sizes that are none", () => {
    expect(() => llmSrecParameters({ ...SMALL, hiddenWidth: 0 }, EMBEDDINGS, seededRandom(1))).toThrow("Cannot use hiddenWidth 0: a positive whole number is wanted"); // prettier-ignore
  });
});

describe("projector()", () => {
  const [rows, sizes] = [3, { input: 4, hidden: 5, output: 2 }];
  const parameters = projectorParameters("map", sizes, seededRandom(3));
  const x = { data: seededFloats(rows * sizes.input, 8), shape: [rows, sizes.input] };

  /** The error function by its series, which converges for the small numbers here. */
  const errorFunction = (z: number) => {
    let [sum, term] = [0, z];
    for (let n = 0; n < 60; n++) {
      sum += term / (2 * n + 1);
      term *= -(z * z) / (n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  };
  const active: Readonly<Record<ProjectorActivation, (z: number) => number>> = {
    leakyRelu: (z) => (z > 0 ? z : 0.01 * z),
    gelu: (z) => (z * (1 + errorFunction(z / Math.SQRT2))) / 2,
  };
  const linear = (input: readonly number[], part: string) => {
    const { data, shape } = parameters[`map.${part}.weight`]!;
    const width = shape[1]!;
    const bias = parameters[`map.${part}.bias`]!.data;
    return Array.from({ length: width }, (_, out) => input.reduce((sum, value, at) => sum + value * data[at * width + out]!, bias[out]!)); // prettier-ignore
  };
  const normal = (input: readonly number[]) => {
    const mean = input.reduce((sum, value) => sum + value, 0) / input.length;
    const variance = input.reduce((sum, value) => sum + (value - mean) ** 2, 0) / input.length;
    return input.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  };

  test.each(["leakyRelu", "gelu"] as const)(
    "is two linear maps with a norm and %s between them",
    async (activation) => {
      const outputs = await bothWays(({ x, ...weights }) => ({ y: projector(x!, weights, "map", activation) }), {
        x,
        ...parameters,
      });
      expectSameOutputs(outputs, 1e-6);
      const expected = Array.from({ length: rows }, (_, at) => {
        const own = Array.from(x.data.subarray(at * sizes.input, (at + 1) * sizes.input));
        return linear(normal(linear(own, "inner")).map(active[activation]), "outer");
      }).flat();
      outputs.traced["y"]!.values.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
    },
  );

  test("says which parameter is missing", () => {
    void tf.setBackend("cpu");
    expect(() => projector(tf.zeros([1, 4]), {}, "map", "gelu")).toThrow('Cannot find parameter "map.inner.weight"');
  });
});

describe("standardizeHead()", () => {
  test("is a head that reads states brought to mean 0 and deviation 1", () => {
    void tf.setBackend("cpu");
    const config = { ...SMALL, llmWidth: 6, hiddenWidth: 5, vectorWidth: 3 };
    const parameters = llmSrecParameters(config, EMBEDDINGS, seededRandom(1));
    const [means, deviations] = [seededFloats(6, 41), seededFloats(6, 42, 0.5, 3)];
    const states = seededFloats(4 * 6, 43);
    const read = (values: Float32Array, from: typeof parameters) => {
      const weights = Object.fromEntries(Object.entries(from).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])])); // prettier-ignore
      return [...projector(tf.tensor(values, [4, 6]), weights, "userHead", "leakyRelu").dataSync()];
    };
    const standard = states.map((value, at) => (value - means[at % 6]!) / deviations[at % 6]!);
    const expected = read(standard, parameters);
    const folded = standardizeHead(parameters, "userHead", { means, deviations });
    read(states, folded).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 4));
    expect(folded["itemHead.inner.weight"]).toBe(parameters["itemHead.inner.weight"]);
    expect(() => standardizeHead({}, "itemHead", { means, deviations })).toThrow('Cannot standardise "itemHead"');
  });
});

describe("embeddingDistribution()", () => {
  test("is of all numbers of the table, read in parts", async () => {
    const [rows, width] = [5000, 2];
    const data = seededFloats(rows * width, 51);
    const read: number[] = [];
    const { mean, deviation } = await embeddingDistribution({
      shape: [rows, width],
      readRows: (from, to) => {
        read.push(to - from);
        return Promise.resolve(data.slice(from * width, to * width));
      },
    });
    expect(mean).toBeCloseTo(statistics(data).mean, 6);
    expect(deviation).toBeCloseTo(statistics(data).deviation, 6);
    expect(read).toEqual([4096, 904]);
  });
});
