import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { valueAndGradients } from "../../../src/ml/runtime/valueAndGradients.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { bothWays, type BothWaysInput } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats, seededIntegers } from "../harness/seededFloats.js";

/** float32 has 24 bits: an error of a few units in the last place, and of sums of some ten terms. */
const TOLERANCE = 2e-6;

type Op = (x: Readonly<Record<"a" | "b" | "row" | "positive" | "ids" | "counts", tf.Tensor>>) => tf.Tensor;
type Ops = Readonly<Record<string, Op>>;

/** Differentiable ops: values are compared, and the gradients by `a`, `b`, `row` and `positive`. */
const differentiable: Readonly<Record<string, Ops>> = {
  elementwise: {
    add: ({ a, b }) => tf.add(a, b),
    addRow: ({ a, row }) => tf.add(a, row),
    addScalar: ({ a }) => tf.add(a, 0.5),
    addN: ({ a, b }) => tf.addN([a, b, a]),
    sub: ({ a, row }) => tf.sub(row, a),
    mul: ({ a, row }) => tf.mul(a, row),
    mulOnes: ({ a }) => tf.mul(a, tf.ones(a.shape)),
    div: ({ a, positive }) => tf.div(a, positive),
    maximum: ({ a, b }) => tf.maximum(a, b),
    minimum: ({ a, b }) => tf.minimum(a, b),
    pow: ({ positive }) => tf.pow(positive, 1.5),
    powTwo: ({ a }) => tf.pow(a, 2),
    squaredDifference: ({ a, b }) => tf.squaredDifference(a, b),
    where: ({ a, b }) => tf.where(tf.reshape(tf.greater(tf.range(0, a.size), 2), a.shape), a, tf.mul(b, 2)),
    abs: ({ a }) => tf.abs(a),
    neg: ({ a }) => tf.neg(a),
    relu: ({ a }) => tf.relu(a),
    relu6: ({ a }) => tf.relu6(tf.mul(a, 8)),
    leakyRelu: ({ a }) => tf.leakyRelu(a, 0.1),
    elu: ({ a }) => tf.elu(a),
    clip: ({ a }) => tf.clipByValue(a, -0.3, 0.4),
    cos: ({ a }) => tf.cos(a),
    sin: ({ a }) => tf.sin(a),
    erf: ({ a }) => tf.erf(a),
    exp: ({ a }) => tf.exp(a),
    log: ({ positive }) => tf.log(positive),
    sqrt: ({ positive }) => tf.sqrt(positive),
    rsqrt: ({ positive }) => tf.rsqrt(positive),
    reciprocal: ({ positive }) => tf.reciprocal(positive),
    sigmoid: ({ a }) => tf.sigmoid(a),
    softplus: ({ a }) => tf.softplus(a),
    logSigmoid: ({ a }) => tf.logSigmoid(a),
    square: ({ a }) => tf.square(a),
    tanh: ({ a }) => tf.tanh(a),
  },
  shape: {
    reshape: ({ a }) => tf.reshape(a, [-1]),
    expandDims: ({ a }) => tf.mul(tf.expandDims(a, 1), tf.expandDims(a, 0)),
    transpose: ({ a }) => tf.mul(tf.transpose(a), 3),
    slice: ({ a }) => tf.slice(a, [1, 0], [1, -1]),
    sliceEnd: ({ a }) => tf.slice(a, [a.shape[0] - 1, 1]),
    reverse: ({ a }) => tf.reverse(a, -1),
    pad: ({ a }) => tf.pad(a, [[1, 2], [0, 1]], 0.5), // prettier-ignore
    concat: ({ a, b }) => tf.concat([a, b], -1),
    stack: ({ a, b }) => tf.stack([a, b], 1),
    unstack: ({ a }) => tf.addN(tf.unstack(a, 1)),
    split: ({ a }) => tf.mul(...(tf.split(tf.concat([a, a], 1), 2, 1) as [tf.Tensor, tf.Tensor])),
    splitSizes: ({ a }) => tf.split(tf.concat([a, a], 1), [1, -1], 1)[1]!,
    tile: ({ a }) => tf.tile(a, [2, 1]),
    broadcastTo: ({ a, row }) => tf.broadcastTo(row, a.shape),
  },
  reduction: {
    sum: ({ a }) => tf.sum(a),
    sumAxis: ({ a }) => tf.sum(a, 0),
    sumKept: ({ a }) => tf.mul(tf.sum(a, -1, true), a),
    sumOfConstant: ({ a }) => tf.mul(tf.sum(tf.ones(a.shape)), a),
    mean: ({ a }) => tf.mean(a),
    meanAxis: ({ a }) => tf.mean(a, 1, true),
    max: ({ a }) => tf.max(a, 1),
    min: ({ a }) => tf.min(a, 0, true),
    cumsum: ({ a }) => tf.cumsum(a, 1, true, true),
    variance: ({ a }) => tf.moments(a, -1).variance,
    logSumExp: ({ a }) => tf.logSumExp(a, -1),
  },
  matmul: {
    plain: ({ a, b }) => tf.matMul(a, tf.transpose(b)),
    transposeA: ({ a, b }) => tf.matMul(a, b, true, false),
    transposeB: ({ a, b }) => tf.matMul(a, b, false, true),
    transposeBoth: ({ a, b }) => tf.matMul(a, tf.transpose(b), true, true),
    batched: ({ a, b }) => tf.matMul(tf.stack([a, b]), tf.stack([b, a]), false, true),
    ofBroadcast: ({ a, row }) => tf.matMul(tf.broadcastTo(row, a.shape as [number, number]), a, false, true),
  },
  softmax: {
    softmax: ({ a }) => tf.softmax(tf.mul(a, 5)),
    softmaxOfRows: ({ a }) => tf.softmax(tf.stack([a, a])),
    logSoftmax: ({ a }) => tf.logSoftmax(tf.mul(a, 5)),
  },
  gatherScatter: {
    gather: ({ a, ids }) => tf.gather(a, ids),
    gatherTwice: ({ a, ids }) => tf.add(tf.gather(a, ids as tf.Tensor1D), tf.mul(tf.gather(a, tf.reverse(ids)), a)),
    gatherColumns: ({ a }) => tf.gather(a, tf.tensor1d([0, 0, 1], "int32"), 1),
    gatherGrid: ({ a, ids }) => tf.gather(a, tf.reshape(tf.concat([ids, ids]), [2, -1])),
    segmentSum: ({ a, ids }) => tf.unsortedSegmentSum(a, ids as tf.Tensor1D, 7),
  },
};

/** Ops without gradients, on floats, integers and bools. */
const values: Ops = {
  greater: ({ a, b }) => tf.greater(a, b),
  greaterEqual: ({ ids, counts }) => tf.greaterEqual(ids, counts),
  less: ({ ids, counts }) => tf.less(ids, counts),
  lessEqual: ({ a, row }) => tf.lessEqual(a, row),
  equal: ({ ids, counts }) => tf.equal(ids, counts),
  notEqual: ({ ids }) => tf.notEqual(ids, tf.scalar(0, "int32")),
  and: ({ a, b }) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)),
  or: ({ a, b }) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)),
  not: ({ a }) => tf.logicalNot(tf.greater(a, 0)),
  equalBools: ({ a, b }) => tf.equal(tf.greater(a, 0), tf.greater(b, 0)),
  sign: ({ a }) => tf.sign(a),
  floor: ({ a }) => tf.floor(tf.mul(a, 3)),
  ceil: ({ a }) => tf.ceil(tf.mul(a, 3)),
  round: ({ a }) => tf.round(tf.mul(a, 3)),
  step: ({ a }) => tf.step(a, 0.2),
  addIntegers: ({ ids, counts }) => tf.add(ids, counts),
  divideIntegers: ({ ids, counts }) =>
    tf.div(tf.sub(ids, tf.scalar(3, "int32")), tf.add(counts, tf.scalar(1, "int32"))),
  floorDivide: ({ a, positive }) => tf.floorDiv(a, positive),
  maximumIntegers: ({ ids, counts }) => tf.maximum(ids, counts),
  sumIntegers: ({ ids }) => tf.sum(ids),
  meanIntegers: ({ ids }) => tf.mean(ids),
  prod: ({ a }) => tf.prod(a, 1), // its gradient needs chained methods, which are not registered
  sumBools: ({ a }) => tf.sum(tf.greater(a, 0)),
  cumsumIntegers: ({ ids }) => tf.cumsum(ids, 0, false, true),
  all: ({ a }) => tf.all(tf.greater(a, -0.5), 1),
  any: ({ a }) => tf.any(tf.greater(a, 0.5)),
  argMax: ({ a }) => tf.argMax(a, 1),
  argMin: ({ a }) => tf.argMin(a, 0),
  topValues: ({ a }) => tf.topk(a, 2).values,
  topIndices: ({ a }) => tf.topk(a, 2).indices,
  castTruncates: ({ a }) => tf.cast(tf.mul(a, 3), "int32"),
  castConstantTruncates: ({ a }) =>
    tf.add(tf.cast(tf.fill([2], -1.7), "int32"), tf.cast(tf.scalar(a.rank - 0.5), "int32")),
  castToBool: ({ ids }) => tf.cast(ids, "bool"),
  castBoolToFloat: ({ a }) => tf.cast(tf.greater(a, 0), "float32"),
  castIntegerToFloat: ({ ids }) => tf.cast(ids, "float32"),
  oneHot: ({ ids }) => tf.oneHot(ids, 5, 2, -1),
  range: ({ ids }) => tf.add(ids, tf.range(0, ids.shape[0], 1, "int32")),
  rangeDown: () => tf.range(5, -1, -2),
  fill: () => tf.fill([2, 3], 0.25),
  zerosLike: ({ ids }) => tf.zerosLike(ids),
  onesLike: ({ a }) => tf.onesLike(a),
  tensor: () => tf.tensor2d([1, 2, 3, 4], [2, 2]),
  identity: ({ a }) => tf.clone(a),
};

function inputsOf({ rows, columns, seed }: { rows: number; columns: number; seed: number }) {
  const size = rows * columns;
  return {
    a: { data: seededFloats(size, seed), shape: [rows, columns] },
    b: { data: seededFloats(size, seed + 1), shape: [rows, columns] },
    row: { data: seededFloats(columns, seed + 2), shape: [columns] },
    positive: { data: seededFloats(size, seed + 3, 0.2, 2), shape: [rows, columns] },
    ids: { data: seededIntegers(rows, seed + 4, 0, rows), shape: [rows] },
    counts: { data: seededIntegers(rows, seed + 5, 0, rows), shape: [rows] },
  } satisfies Record<string, BothWaysInput>;
}

const cases = fc.record({
  rows: fc.integer({ min: 2, max: 6 }),
  columns: fc.integer({ min: 2, max: 7 }),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 10 }),
});

/** All ops of a family in one graph, so that a case costs one session. */
function withGradients(ops: Ops) {
  return (inputs: Readonly<Record<string, tf.Tensor>>) => {
    const { ids, counts, ...parameters } = inputs;
    const outputs: Record<string, tf.Tensor> = {};
    for (const [name, op] of Object.entries(ops)) {
      const touched = (x: Readonly<Record<string, tf.Tensor>>) =>
        tf.sum(tf.addN(Object.values(x).map((each) => tf.mul(tf.sum(each), 0.25))));
      const { gradients } = valueAndGradients(parameters, (x) => {
        const y = op({ ...x, ids, counts } as Parameters<Op>[0]);
        outputs[name] = tf.keep(y);
        // Another weight for every element: a transposed or shifted gradient would show. The rest gives all a gradient.
        const weights = tf.div(tf.reshape(tf.range(1, y.size + 1), y.shape), y.size);
        return tf.add(tf.sum(tf.mul(y, weights)), touched(x));
      });
      for (const [by, gradient] of Object.entries(gradients)) outputs[`${name} by ${by}`] = gradient;
    }
    return outputs;
  };
}

describe("traced kernels equal TensorFlow.js's cpu backend", () => {
  for (const [family, ops] of Object.entries(differentiable)) {
    test(`${family}: values and gradients`, async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (sizes) => {
          expectSameOutputs(await bothWays(withGradients(ops), inputsOf(sizes)), TOLERANCE);
        }),
        { numRuns: 8 },
      );
    });
  }

  test("comparisons, integers, bools, casts and constants", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (sizes) => {
        const all = (x: Readonly<Record<string, tf.Tensor>>) =>
          Object.fromEntries(Object.entries(values).map(([name, op]) => [name, op(x as Parameters<Op>[0])]));
        expectSameOutputs(await bothWays(all, inputsOf(sizes)), TOLERANCE);
      }),
      { numRuns: 12 },
    );
  });

  test("numbers that are not finite stay so", async () => {
    const data = Float32Array.of(NaN, Infinity, -Infinity, -0, 3e38);
    const ops = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({
      sum: tf.sum(x!),
      relu: tf.relu(x!),
      double: tf.mul(x!, 2),
      zeroTimes: tf.mul(x!, 0),
      greater: tf.greater(x!, 0),
      exp: tf.exp(x!),
    });
    const { eager, traced } = await bothWays(ops, { x: { data, shape: [5] } });
    expect(traced["zeroTimes"]!.values.slice(0, 3)).toEqual([NaN, NaN, NaN]);
    expectSameOutputs({ eager: { ...eager, relu: traced["relu"]! }, traced }, TOLERANCE);
  });
});
