/**
 * @file The Adam optimiser as a pure function of tensors, run eagerly or traced into the training graph.
 *
 * Source: Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1 (arXiv:1412.6980). Its bias
 * corrections depend on the step's number alone, so they are computed outside, as two scalars.
 */
import { tf } from "../trace/tensorflow.js";

/** The decay rates of the two moments, each from 0 and below 1. */
export interface AdamRates {
  readonly beta1: number;
  readonly beta2: number;
}

/** The two scalars of a step that hold the learning rate and the bias corrections; `adamCorrections` computes them. */
export interface AdamCorrections<Scalar> {
  readonly stepSize: Scalar;
  readonly epsilon: Scalar;
}

/** A parameter with the running means of its gradient and of the gradient's square, all of one shape. */
export interface AdamState {
  readonly parameter: tf.Tensor;
  readonly moment1: tf.Tensor;
  readonly moment2: tf.Tensor;
}

/** One step of Adam on one parameter. */
export function adamUpdate(
  state: AdamState,
  gradient: tf.Tensor,
  { stepSize, epsilon }: AdamCorrections<tf.Tensor>,
  { beta1, beta2 }: AdamRates,
): AdamState {
  const moment1 = tf.add(tf.mul(state.moment1, beta1), tf.mul(gradient, 1 - beta1));
  const moment2 = tf.add(tf.mul(state.moment2, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const update = tf.div(tf.mul(moment1, stepSize), tf.add(tf.sqrt(moment2), epsilon));
  return { parameter: tf.sub(state.parameter, update), moment1, moment2 };
}
