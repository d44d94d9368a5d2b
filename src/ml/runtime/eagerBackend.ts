import { createRequire } from "node:module";

import { DomainError } from "../../domain/domainError.js";
import { tf } from "../trace/tensorflow.js";

/** The optional peer that brings the backend "tensorflow"; installing it downloads libtensorflow. */
const GPU_PACKAGE = "@tensorflow/tfjs-node-gpu";
const GPU_VERSION = "4.22.0";
const GPU_BACKEND = "tensorflow";

/**
 * Makes a TensorFlow.js backend ready to compute eagerly.
 *
 * @returns The backend's name for `withEagerBackend`.
 * @throws {DomainError} `BACKEND_UNAVAILABLE` with the command that installs it.
 */
export async function loadEagerBackend(backend: "cpu" | "tfjs-node-gpu"): Promise<string> {
  const name = backend === "cpu" ? "cpu" : GPU_BACKEND;
  const before = tf.getBackend();
  if (backend === "tfjs-node-gpu") requireGpuPackage();
  // Once with `await`, so that a backend that starts asynchronously is ready for the synchronous switch later.
  if (!(await tf.setBackend(name))) throw unavailable(`its backend "${name}" does not start`);
  if (before) await tf.setBackend(before);
  return name;
}

/** Runs synchronous work on an eager backend, and then restores the one before: TensorFlow.js has one for the whole process. */
export function withEagerBackend<Result>(name: string, work: () => Result): Result {
  const before = tf.getBackend();
  if (before !== name) void tf.setBackend(name);
  try {
    return work();
  } finally {
    if (before && before !== name) void tf.setBackend(before);
  }
}

function requireGpuPackage(): void {
  try {
    createRequire(import.meta.url)(GPU_PACKAGE);
  } catch (cause) {
    throw unavailable("it is not installed or does not load", cause);
  }
}

function unavailable(state: string, cause?: unknown): DomainError {
  return new DomainError(
    "BACKEND_UNAVAILABLE",
    `Cannot use ${GPU_PACKAGE}: ${state}; "npm install --no-save ${GPU_PACKAGE}@${GPU_VERSION}" installs it`,
    cause === undefined ? undefined : { cause },
  );
}
