/** @file One file of tensors: 8 bytes of length, a header in JSON, then the values, little-endian. */
import { type FileHandle, open } from "node:fs/promises";

import { languageModelFault } from "../languageModelFault.js";
import { readExactly } from "../readExactly.js";
import type { StoredTensor } from "../storedTensor.js";
import { widenBF16s, widenF16s } from "../widenHalf.js";

const LENGTH_BYTES = 8;
/** As the format's own reader: no header of a real model comes near. */
const LARGEST_HEADER = 100_000_000;

/** Bytes of a value, and how the values become float32. */
const TYPES: Readonly<Record<string, { readonly bytes: number; widen(bytes: ArrayBuffer): Float32Array }>> = {
  F32: { bytes: 4, widen: (bytes) => new Float32Array(bytes) },
  F16: { bytes: 2, widen: (bytes) => widenF16s(new Uint16Array(bytes)) },
  BF16: { bytes: 2, widen: (bytes) => widenBF16s(new Uint16Array(bytes)) },
};

/** An open file of tensors. */
export interface SafetensorsFile {
  readonly names: readonly string[];
  /**
   * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if the file has no such tensor, or one of a type that is not
   *   supported.
   */
  tensor(name: string): StoredTensor;
  close(): Promise<void>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the first value of the file. */
  readonly data_offsets: readonly [from: number, to: number];
}

/**
 * Opens a file and reads its header; every tensor's bytes are known to be there.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if it cannot be read, is cut off, or is no such file.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw languageModelFault(path, isMissing ? "the file is missing" : "the file cannot be read", cause);
  }
  try {
    return await readHeader(path, file);
  } catch (error) {
    await file.close();
    if (error instanceof SyntaxError) throw languageModelFault(path, "its header is not JSON", error);
    if (error instanceof RangeError) throw languageModelFault(path, error.message, error);
    throw error;
  }
}

async function readHeader(path: string, file: FileHandle): Promise<SafetensorsFile> {
  const { size } = await file.stat();
  const length = new DataView((await readExactly(file, 0, LENGTH_BYTES)).buffer).getBigUint64(0, true);
  if (length > LARGEST_HEADER) throw new RangeError("it does not begin as a safetensors file does");
  const start = LENGTH_BYTES + Number(length);
  const text = Buffer.from(await readExactly(file, LENGTH_BYTES, Number(length))).toString("utf8");
  const header: unknown = JSON.parse(text);
  if (typeof header !== "object" || header === null) throw new RangeError("its header is not an object");
  const entries = new Map<string, Entry>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!isEntry(entry)) throw new RangeError(`its header describes tensor "${name}" wrongly`);
    const end = start + entry.data_offsets[1];
    if (end > size) throw new RangeError(`it is cut off: tensor "${name}" ends at byte ${end}, the file at ${size}`);
    entries.set(name, entry);
  }
  return new OpenSafetensors(path, file, start, entries);
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as Partial<Record<keyof Entry, unknown>>;
  return typeof dtype === "string" && isCounts(shape) && isCounts(offsets) && offsets.length === 2;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

class OpenSafetensors implements SafetensorsFile {
  readonly names: readonly string[];

  constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly start: number,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {
    this.names = [...entries.keys()];
  }

  tensor(name: string): StoredTensor {
    const entry = this.entries.get(name);
    if (!entry) throw languageModelFault(this.path, `tensor "${name}" is missing`);
    const type = Object.hasOwn(TYPES, entry.dtype) ? TYPES[entry.dtype] : undefined;
    if (!type) {
      const known = Object.keys(TYPES).join(", ");
      throw languageModelFault(this.path, `tensor "${name}" is of type ${entry.dtype}, one of ${known} is wanted`);
    }
    const [from, to] = entry.data_offsets;
    const rowBytes = entry.shape.slice(1).reduce((product, dimension) => product * dimension, type.bytes);
    const bytes = rowBytes * (entry.shape[0] ?? 1);
    if (to - from !== bytes) {
      throw languageModelFault(this.path, `tensor "${name}" has ${to - from} bytes, its shape wants ${bytes}`);
    }
    return {
      shape: entry.shape,
      readRows: async (first, last) => {
        const read = await readExactly(this.file, this.start + from + first * rowBytes, (last - first) * rowBytes);
        return type.widen(read.buffer);
      },
    };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
