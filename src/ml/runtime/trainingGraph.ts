import { tf } from "../trace/tensorflow.js";
import { type TracedGraph, traceGraph } from "../trace/traceGraph.js";
import { adamUpdate } from "./adamUpdate.js";
import { mapRecord } from "./mapRecord.js";
import { tracedDropout } from "./tracedDropout.js";
import type { BatchShapes } from "./trainer.js";
import type { TrainingPlan } from "./trainingPlan.js";
import { valueAndGradients } from "./valueAndGradients.js";

/** The parts of Adam's state of a parameter, each an input of the training graph and an output of the same name after "next/". */
export const STATE_PARTS = ["parameter", "moment1", "moment2"] as const;

/** One of `STATE_PARTS`. */
export type StatePart = (typeof STATE_PARTS)[number];

/** One training step as a graph: the loss, its gradients by TensorFlow.js's tape, and Adam. */
export function trainingGraph(plan: TrainingPlan, batchShapes: BatchShapes): TracedGraph {
  return traceGraph((tracer) => {
    const batch = mapRecord(batchShapes, ({ shape, dtype }, name) => tracer.input(`batch/${name}`, shape, dtype));
    const states = mapRecord(plan.parameters, ({ shape }, name) => ({
      parameter: tracer.input(`parameter/${name}`, shape, "float32"),
      moment1: tracer.input(`moment1/${name}`, shape, "float32"),
      moment2: tracer.input(`moment2/${name}`, shape, "float32"),
    }));
    const corrections = {
      stepSize: tracer.input("stepSize", [], "float32"),
      epsilon: tracer.input("epsilon", [], "float32"),
    };
    const { value, gradients } = valueAndGradients(
      mapRecord(states, ({ parameter }) => parameter),
      (parameters) => plan.loss(parameters, batch, tracedDropout),
    );
    const outputs: Record<string, tf.Tensor> = { loss: tf.reshape(value, []) };
    for (const [name, state] of Object.entries(states)) {
      const gradient = gradients[name];
      if (!gradient) throw new RangeError(`Cannot train parameter "${name}": it has no gradient`);
      const next = adamUpdate(state, gradient, corrections, plan.adam);
      for (const part of STATE_PARTS) outputs[`next/${part}/${name}`] = next[part];
    }
    return outputs;
  });
}
