import { describe, expect, test } from "@jest/globals";

import { insertSoftTokens } from "../../../src/ml/llm-srec/insertSoftTokens.js";
import { statesAtSoftTokens } from "../../../src/ml/llm-srec/statesAtSoftTokens.js";
import { tf } from "../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../src/ml/trace/traceGraph.js";
import { bothWays } from "../harness/bothWays.js";
import { expectSameOutputs } from "../harness/expectSameOutputs.js";
import { seededFloats } from "../harness/seededFloats.js";

const [B, T, D, M] = [2, 3, 2, 4];
const words = { data: seededFloats(B * T * D, 1), shape: [B, T, D] };
const soft = { data: seededFloats(M * D, 2), shape: [M, D] };
/** The second soft token stands first in row 0, the first last in row 1; the others nowhere. */
const softRowAt = { data: Int32Array.of(2, 0, 0, 0, 0, 1), shape: [B, T] };
const softPlaces = { data: Int32Array.of(5, 0, B * T, B * T), shape: [M] };

const row = (values: Float32Array, at: number) => [...values.subarray(at * D, (at + 1) * D)];

describe("insertSoftTokens()", () => {
  test("puts soft tokens in the place of words, and brings their gradients back", async () => {
    const outputs = await bothWays(
      ({ words, soft, softRowAt, softPlaces }) => {
        const places = { softRowAt: softRowAt!, softPlaces: softPlaces! };
        const loss = (x: tf.Tensor) => tf.sum(tf.mul(insertSoftTokens(words!, x, places), words!));
        return { placed: insertSoftTokens(words!, soft!, places), gradient: tf.grad(loss)(soft!) };
      },
      { words, soft, softRowAt, softPlaces },
    );
    expectSameOutputs(outputs, 1e-6);
    const { placed, gradient } = outputs.traced;
    const expected = [0, 1, 2, 3, 4, 5].flatMap((at) => row(words.data, at));
    expected.splice(0, D, ...row(soft.data, 1));
    expected.splice(5 * D, D, ...row(soft.data, 0));
    expect(placed!.values).toEqual(expected);
    expect(gradient!.values).toEqual([...row(words.data, 5), ...row(words.data, 0), 0, 0, 0, 0]);
  });

  test("takes as many operations for many soft tokens as for one", () => {
    const size = (count: number) =>
      traceGraph((tracer) => {
        const places = {
          softRowAt: tracer.input("softRowAt", [B, 50], "int32"),
          softPlaces: tracer.input("softPlaces", [count], "int32"),
        };
        const words = tracer.input("words", [B, 50, D], "float32");
        const soft = tracer.input("soft", [count, D], "float32");
        return { gradient: tf.grad((x) => tf.sum(tf.sin(insertSoftTokens(words, x, places))))(soft) };
      }).toOnnx().length;
    expect(Math.abs(size(90) - size(1))).toBeLessThan(100);
  });
});

describe("statesAtSoftTokens()", () => {
  test("reads states at the places of soft tokens, and brings gradients back to them", async () => {
    const outputs = await bothWays(
      ({ words, soft, softRowAt, softPlaces }) => {
        const places = { softRowAt: softRowAt!, softPlaces: softPlaces! };
        const loss = (x: tf.Tensor) => tf.sum(tf.mul(statesAtSoftTokens(x, places), soft!));
        return { read: statesAtSoftTokens(words!, places), gradient: tf.grad(loss)(words!) };
      },
      { words, soft, softRowAt, softPlaces },
    );
    expectSameOutputs(outputs, 1e-6);
    const { read, gradient } = outputs.traced;
    expect(read!.values).toEqual([...row(words.data, 5), ...row(words.data, 0), 0, 0, 0, 0]);
    expect(gradient!.values).toEqual([...row(soft.data, 1), 0, 0, 0, 0, 0, 0, 0, 0, ...row(soft.data, 0)]);
  });
});
