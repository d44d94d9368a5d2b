import { inferenceCommand } from "../../../src/ml/serve/inferenceCommand.js";

const RESOLVE = `export async function resolve(name, context, next) {
  if (name.startsWith("@tensorflow/")) throw new Error("Cannot load " + name + ": serving does without it");
  return next(name, context);
}`;
const REGISTER = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(RESOLVE))});`;

/** Starts inference processes in which TensorFlow.js cannot be loaded. */
export function commandWithoutTensorflow(): readonly string[] {
  const [program = "", ...parameters] = inferenceCommand();
  return [program, ...parameters.slice(0, -1), "--import", dataUrl(REGISTER), ...parameters.slice(-1)];
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
