/**
 * @file The one door to TensorFlow.js: its ops, with the gradients and the `cpu` backend registered.
 *
 * Models say `tf.op(x)`: the chained form `x.op()` is registered by the whole `@tensorflow/tfjs` package only.
 * `tfjs-layers` is loaded for its side effect: it registers the gradients, which `tfjs-core` alone does not.
 */
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";

import * as tf from "@tensorflow/tfjs-core";

// Without it the first tensor prints an advertisement, and every op checks its inputs for NaN.
tf.enableProdMode();

export { tf };
