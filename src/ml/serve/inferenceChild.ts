/** The main file of an inference process: `InferenceWorker` over the channel to the parent, and the end when that closes. */
import type { InferenceRequest } from "./inferenceMessage.js";
import { InferenceWorker } from "./inferenceWorker.js";

const worker = new InferenceWorker((reply) => {
  if (process.connected) process.send?.(reply);
});
process.on("message", (request) => {
  worker.receive(request as InferenceRequest);
});
// The parent's end, however it ends, is this process's end. An exit in place of a return: a run may be under way in a thread.
process.on("disconnect", () => process.exit(0));
// A terminal and a service manager signal the whole group; the parent still needs answers to drain its requests.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
