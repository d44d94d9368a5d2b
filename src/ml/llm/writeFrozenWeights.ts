/** @file Writes a model's weights for traced graphs; see `frozenWeights`. */
import { type FileHandle, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { EXTERNAL_ALIGNMENT } from "../trace/checkExternalData.js";
import {
  type FrozenMatrix,
  type FrozenTensor,
  type FrozenWeights,
  type WeightForm,
  WEIGHTS_FILE,
  WEIGHTS_FORMAT,
  WEIGHTS_INDEX,
} from "./frozenWeights.js";
import type { LlmCheckpoint } from "./llmCheckpoint.js";
import { llmTensorShapes } from "./llmTensorShapes.js";
import { quantizeMatrix } from "./quantizeMatrix.js";
import type { StoredTensor } from "./storedTensor.js";
import { withLayers } from "./withLayers.js";
import { writingFault } from "./writingFault.js";

/** Numbers read and written at once: 16 MB, whatever the size of a tensor. */
const NUMBERS_AT_ONCE = 4_194_304;
const DEFAULT_BLOCK = 32;

/** What of a model is kept. */
export interface FrozenWeightsOptions {
  /** How many of the first layers; default: all. */
  readonly layers?: number;
  /** How the matrices of the layers are kept; default: float32. */
  readonly form?: WeightForm;
  /** Numbers that share a scale in eight bits; see docs/decisions/0082. Default: 32. */
  readonly block?: 16 | 32;
}

/**
 * Writes the embeddings, the first layers and the final norm. Of a tensor in float32 only a part is ever in memory, of
 * one in eight bits the whole of it.
 *
 * @param folder Exists; the files in it that bear our names are overwritten.
 * @throws {DomainError} `BAD_INPUT` if the model has fewer layers; `DISK_FULL`.
 */
export async function writeFrozenWeights(
  checkpoint: LlmCheckpoint,
  folder: string,
  { layers = checkpoint.config.layers, form = "fp32", block = DEFAULT_BLOCK }: FrozenWeightsOptions = {},
): Promise<FrozenWeights> {
  const config = withLayers(checkpoint.config, layers);
  const tensors: Record<string, FrozenTensor> = {};
  const quantized: Record<string, FrozenMatrix> = {};
  const path = join(folder, WEIGHTS_FILE);
  await rm(join(folder, WEIGHTS_INDEX), { force: true }); // of other weights, whose promise would be broken
  const file = await open(path, "w");
  try {
    const pages = new PageWriter(file);
    for (const name of Object.keys(llmTensorShapes({ ...config, isTied: true }))) {
      const stored = checkpoint.tensor(name);
      const isQuantized = form !== "fp32" && name.startsWith("layer") && stored.shape.length === 2;
      if (isQuantized) quantized[name] = await writeMatrix(pages, stored, block);
      if (!isQuantized || form === "both") tensors[name] = await writeTensor(pages, stored);
    }
    await file.sync();
    const index = { format: WEIGHTS_FORMAT, config, tensors, quantized };
    await writeFile(join(folder, WEIGHTS_INDEX), JSON.stringify(index), { flush: true });
  } catch (error) {
    throw writingFault(path, error);
  } finally {
    await file.close();
  }
  return { folder, config, tensors, quantized };
}

/** Appends to a file, and begins each tensor at a page. */
class PageWriter {
  private end = 0;

  constructor(private readonly file: FileHandle) {}

  async write(shape: readonly number[], parts: AsyncIterable<Float32Array | Uint8Array>): Promise<FrozenTensor> {
    const offset = Math.ceil(this.end / EXTERNAL_ALIGNMENT) * EXTERNAL_ALIGNMENT;
    this.end = offset;
    for await (const { buffer, byteOffset, byteLength } of parts) {
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      for (let written = 0; written < byteLength; ) {
        const { bytesWritten } = await this.file.write(bytes, written, byteLength - written, this.end + written);
        written += bytesWritten;
      }
      this.end += byteLength;
    }
    return { shape, offset, length: this.end - offset };
  }
}

function writeTensor(pages: PageWriter, tensor: StoredTensor): Promise<FrozenTensor> {
  return pages.write(tensor.shape, rowsOf(tensor));
}

async function* rowsOf(tensor: StoredTensor): AsyncGenerator<Float32Array> {
  const [rows = 0, ...rest] = tensor.shape;
  const width = rest.reduce((product, dimension) => product * dimension, 1);
  const atOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / width));
  for (let row = 0; row < rows; row += atOnce) yield tensor.readRows(row, Math.min(row + atOnce, rows));
}

async function writeMatrix(pages: PageWriter, tensor: StoredTensor, block: number): Promise<FrozenMatrix> {
  const [rows = 0, width = 0] = tensor.shape;
  const { numbers, scales } = quantizeMatrix(await tensor.readRows(0, rows), width, block);
  const blocks = scales.length / rows;
  return {
    numbers: await pages.write([rows, blocks, block], once(numbers)),
    scales: await pages.write([rows, blocks], once(scales)),
  };
}

async function* once<Values>(values: Values): AsyncGenerator<Values> {
  yield await Promise.resolve(values);
}
