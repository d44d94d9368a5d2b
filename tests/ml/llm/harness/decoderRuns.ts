import { join } from "node:path";
import { writeFile } from "node:fs/promises";

import { decode } from "../../../../src/ml/llm/decoder.js";
import type { FrozenWeights } from "../../../../src/ml/llm/frozenWeights.js";
import { tracedWeights } from "../../../../src/ml/llm/tracedWeights.js";
import type { LlmCheckpoint } from "../../../../src/ml/llm/llmCheckpoint.js";
import type { LlmConfig } from "../../../../src/ml/llm/llmConfig.js";
import { llmWeight, type LlmWeights } from "../../../../src/ml/llm/llmWeight.js";
import { readLlmWeights } from "../../../../src/ml/llm/readLlmWeights.js";
import { realPositions } from "../../../../src/ml/llm/realPositions.js";
import { embed } from "../../../../src/ml/nn/embed.js";
import { openSession } from "../../../../src/ml/runtime/session.js";
import { tf } from "../../../../src/ml/trace/tensorflow.js";
import { traceGraph } from "../../../../src/ml/trace/traceGraph.js";

/** Token ids, all rows of one length, and which are real. */
interface Prompts {
  readonly ids: readonly (readonly number[])[];
  /** Default: all. */
  readonly isReal?: readonly (readonly number[])[];
}

/** One soft token in one prompt, and the loss that is linear in the last state. */
interface SoftToken {
  readonly inputIds: readonly number[];
  readonly position: number;
  readonly embedding: readonly number[];
  readonly lossWeights: readonly number[];
}

/** What comes of a soft token. */
interface SoftTokenResult {
  readonly last: Float32Array;
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** A decoder that can be run: eagerly, which is the reference, or as a traced graph. */
export interface DecoderRuns {
  /** States after the final norm, `[B, T, D]`. */
  states(prompts: Prompts): Promise<Float32Array>;
  softToken(soft: SoftToken): Promise<SoftTokenResult>;
  close(): void;
}

type Inputs = Readonly<Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>>;
type Build = (weights: LlmWeights, inputs: Readonly<Record<string, tf.Tensor>>) => Record<string, tf.Tensor>;
type Run = (build: Build, inputs: Inputs) => Promise<Record<string, Float32Array>>;

interface TracedOptions {
  readonly threads?: number;
  readonly roundsInputs?: boolean;
}

/** Runs on TensorFlow.js's `cpu` backend. */
export async function eagerRuns(checkpoint: LlmCheckpoint): Promise<DecoderRuns> {
  const values = await readLlmWeights(checkpoint);
  void tf.setBackend("cpu");
  const weights = Object.fromEntries(
    Object.entries(values).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
  );
  const run: Run = (build, inputs) => {
    const outputs: Record<string, Float32Array> = {};
    tf.tidy(() => {
      const tensors = Object.entries(inputs).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data.slice(), [...shape], data instanceof Int32Array ? "int32" : "float32"),
      ]);
      const built = build(weights, Object.fromEntries(tensors) as Record<string, tf.Tensor>);
      for (const [name, tensor] of Object.entries(built)) outputs[name] = Float32Array.from(tensor.dataSync());
    });
    return Promise.resolve(outputs);
  };
  return { ...runsBy(run, checkpoint.config), close: () => tf.dispose(weights) };
}

/** Runs on ONNX Runtime; the weights stay in their file. */
export function tracedRuns(frozen: FrozenWeights, options: TracedOptions = {}): DecoderRuns {
  return { ...runsBy(tracedRun(frozen, options), frozen.config), close: () => undefined };
}

/** Traces a function of a model's weights and of inputs, and runs it once. */
export function tracedRun(frozen: FrozenWeights, { threads = 1, roundsInputs = true }: TracedOptions = {}): Run {
  let graphs = 0;
  return async (build, inputs) => {
    const graph = traceGraph((tracer) => {
      const tensors = Object.entries(inputs).map(([name, { data, shape }]) => [
        name,
        tracer.input(name, shape, data instanceof Int32Array ? "int32" : "float32"),
      ]);
      return build(
        tracedWeights(tracer, frozen, { roundsInputs }),
        Object.fromEntries(tensors) as Record<string, tf.Tensor>,
      );
    });
    const path = join(frozen.folder, `graph${graphs++}.onnx`);
    await writeFile(path, graph.toOnnx());
    const session = await openSession(path, { threads });
    const outputs = await session.run(inputs);
    await session.close();
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
  };
}

function runsBy(run: Run, config: LlmConfig): Omit<DecoderRuns, "close"> {
  return {
    states: async ({ ids, isReal = ids.map((row) => row.map(() => 1)) }) => {
      const [B, T] = [ids.length, ids[0]!.length];
      const build: Build = (weights, inputs) => ({
        states: decode(
          weights,
          {
            embeddings: embed(llmWeight(weights, "embedding"), inputs["ids"]!),
            isReal: inputs["isReal"]!,
            positions: realPositions(inputs["isReal"]!),
            maxPositions: T,
          },
          config,
        ).states,
      });
      const { states } = await run(build, {
        ids: { data: Int32Array.from(ids.flat()), shape: [B, T] },
        isReal: { data: Int32Array.from(isReal.flat()), shape: [B, T] },
      });
      return states!;
    },
    softToken: async ({ inputIds, position, embedding, lossWeights }) => {
      const T = inputIds.length;
      const build: Build = (weights, { ids, soft, lossWeight }) => {
        let last: tf.Tensor | undefined;
        const lossOf = (token: tf.Tensor) => {
          const words = embed(llmWeight(weights, "embedding"), ids!); // [1, T, D]
          const [before, , after] = tf.split(words, [position, 1, T - position - 1], 1);
          const embeddings = tf.concat([before!, tf.reshape(token, [1, 1, config.width]), after!], 1);
          const isReal = tf.ones([1, T], "int32");
          const input = { embeddings, isReal, positions: realPositions(isReal), maxPositions: T };
          const { states } = decode(weights, input, config);
          last = tf.keep(tf.reshape(tf.slice(states, [0, T - 1, 0], [1, 1, config.width]), [config.width]));
          return tf.sum<tf.Scalar>(tf.mul(last, lossWeight!));
        };
        const { value, grads } = tf.engine().gradients(() => lossOf(soft!), [soft!]);
        return { loss: value, gradient: grads[0]!, last: last! };
      };
      const outputs = await run(build, {
        ids: { data: Int32Array.from(inputIds), shape: [1, T] },
        soft: { data: Float32Array.from(embedding), shape: [embedding.length] },
        lossWeight: { data: Float32Array.from(lossWeights), shape: [lossWeights.length] },
      });
      return { last: outputs["last"]!, loss: outputs["loss"]![0]!, gradient: outputs["gradient"]! };
    },
  };
}
