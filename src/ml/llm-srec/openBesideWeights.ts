import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { writingFault } from "../llm/writingFault.js";
import { type GraphSession, openSession, type SessionOptions } from "../runtime/session.js";

/**
 * Opens a graph that refers to frozen weights. ONNX Runtime wants it in a file of their folder; once it is open, the
 * file is not needed any more, and none stays behind.
 *
 * @param folder Of the weights.
 * @throws {DomainError} `DISK_FULL`.
 */
export async function openBesideWeights(
  model: Uint8Array,
  folder: string,
  options: SessionOptions,
): Promise<GraphSession> {
  const path = join(folder, `${randomUUID()}.onnx`);
  try {
    await writeFile(path, model);
    return await openSession(path, options);
  } catch (error) {
    throw writingFault(path, error);
  } finally {
    await rm(path, { force: true });
  }
}
