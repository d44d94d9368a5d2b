/** @file A GGUF file: metadata, a list of tensors, then their blocks. The package reads the first two, the rest is here. */
import { type FileHandle, open } from "node:fs/promises";

import { gguf } from "@huggingface/gguf";

import { languageModelFault } from "../languageModelFault.js";
import { readExactly } from "../readExactly.js";
import type { StoredTensor } from "../storedTensor.js";
import { BLOCK_FORMATS } from "./blockFormats.js";

/** An open file. */
export interface GgufFile {
  readonly metadata: Readonly<Record<string, unknown>>;
  has(name: string): boolean;
  /** @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if there is none of this name. */
  tensor(name: string): StoredTensor;
  close(): Promise<void>;
}

interface Entry {
  /** Outermost axis first, where the file has it last. */
  readonly shape: readonly number[];
  readonly type: number;
  /** In bytes, from the file's start. */
  readonly offset: number;
}

/**
 * Opens a file and reads what is before its tensors; every tensor is known to be whole and of a supported type.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if it cannot be read, is cut off, is no such file, or has a tensor of
 *   another type.
 */
export async function openGgufFile(path: string): Promise<GgufFile> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (cause) {
    throw languageModelFault(path, "the file cannot be read", cause);
  }
  try {
    const { metadata, entries } = await readHead(path, (await file.stat()).size);
    return new OpenGguf(path, file, metadata, entries);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHead(
  path: string,
  size: number,
): Promise<{ readonly metadata: Record<string, unknown>; readonly entries: ReadonlyMap<string, Entry> }> {
  const { metadata, tensorInfos, tensorDataOffset, tensorInfoByteRange, littleEndian } = await parse(path);
  // The package reads zeros beyond the end, and so ends beyond it.
  if (tensorInfoByteRange[1] > size) {
    throw languageModelFault(
      path,
      `it is cut off: its head ends after byte ${tensorInfoByteRange[1]}, the file at ${size}`,
    );
  }
  if (!littleEndian) throw languageModelFault(path, "it is big-endian, little-endian is wanted");
  const entries = new Map<string, Entry>();
  for (const { name, shape, dtype, offset } of tensorInfos) {
    entries.set(name, {
      shape: shape.map(Number).toReversed(),
      type: dtype,
      offset: Number(tensorDataOffset) + Number(offset),
    });
  }
  for (const [name, entry] of entries) {
    const end = entry.offset + rowBytes(path, name, entry) * rowsOf(entry);
    if (end > size) {
      throw languageModelFault(path, `it is cut off: tensor "${name}" ends at byte ${end}, the file at ${size}`);
    }
  }
  return { metadata: { ...metadata }, entries };
}

async function parse(path: string): Promise<Awaited<ReturnType<typeof gguf>>> {
  try {
    return await gguf(path, { allowLocalFile: true });
  } catch (cause) {
    throw languageModelFault(path, "it is not a GGUF file, or one of an unknown version", cause);
  }
}

/** A tensor of one axis is one row: its blocks run along it. */
function rowsOf({ shape }: Entry): number {
  return shape.slice(0, -1).reduce((product, dimension) => product * dimension, 1);
}

function rowBytes(path: string, name: string, { shape, type }: Entry): number {
  const known = BLOCK_FORMATS.get(type);
  if (!known) {
    const names = [...BLOCK_FORMATS.values()].map((each) => each.name).join(", ");
    throw languageModelFault(path, `tensor "${name}" is of GGUF type ${type}, one of ${names} is wanted`);
  }
  const width = shape.at(-1) ?? 1;
  if (width % known.format.size !== 0) {
    throw languageModelFault(
      path,
      `tensor "${name}" has rows of ${width} numbers, a multiple of ${known.format.size} is wanted for ${known.name}`,
    );
  }
  return (width / known.format.size) * known.format.bytes;
}

class OpenGguf implements GgufFile {
  constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    readonly metadata: Readonly<Record<string, unknown>>,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  has(name: string): boolean {
    return this.entries.has(name);
  }

  tensor(name: string): StoredTensor {
    const entry = this.entries.get(name);
    if (!entry) throw languageModelFault(this.path, `tensor "${name}" is missing`);
    const width = entry.shape.at(-1) ?? 1;
    const bytes = rowBytes(this.path, name, entry);
    const read = async (from: number, to: number) => {
      const blocks = await readExactly(this.file, entry.offset + from * bytes, (to - from) * bytes);
      const values = new Float32Array((to - from) * width);
      BLOCK_FORMATS.get(entry.type)?.format.intoFloats(new DataView(blocks.buffer), values);
      return values;
    };
    const isVector = entry.shape.length < 2;
    return {
      shape: entry.shape,
      readRows: async (from, to) => (isVector ? (await read(0, 1)).slice(from, to) : read(from, to)),
    };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
