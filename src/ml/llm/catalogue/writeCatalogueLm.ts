import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import type { InitialParameter } from "../../runtime/trainer.js";
import { huggingFaceName } from "../huggingFaceName.js";
import { SINGLE_FILE } from "../safetensors/openShards.js";
import { writingFault } from "../writingFault.js";

/** What is written of a catalogue LM. */
export interface CatalogueLmFiles {
  /** Text of `config.json`. */
  readonly config: string;
  /** Text of `tokenizer.json`. */
  readonly tokenizer: string;
  /** By the names of `llmTensorShapes`. */
  readonly weights: Readonly<Record<string, InitialParameter>>;
}

const LENGTH_BYTES = 8;
/** The values of a safetensors file begin at a multiple of it. */
const ALIGNMENT = 8;

/**
 * Writes a folder that `openCheckpoint` opens. The weights come last and are gone first: where they are, all is whole.
 *
 * @param folder Exists; files of the same names are replaced.
 * @throws {DomainError} `DISK_FULL`.
 */
export async function writeCatalogueLm(folder: string, files: CatalogueLmFiles): Promise<void> {
  await rm(join(folder, SINGLE_FILE), { force: true });
  await replaceFile(join(folder, "config.json"), [Buffer.from(files.config)]);
  await replaceFile(join(folder, "tokenizer.json"), [Buffer.from(files.tokenizer)]);
  await replaceFile(join(folder, SINGLE_FILE), safetensors(files.weights));
}

async function replaceFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const partial = `${path}.new`;
  try {
    const file = await open(partial, "w");
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw writingFault(path, error);
  }
}

/** Header and values of a file of float32 tensors. */
function safetensors(weights: CatalogueLmFiles["weights"]): Uint8Array[] {
  const header: Record<string, object> = { __metadata__: { format: "pt" } };
  const values: Uint8Array[] = [];
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const offsets = [end, (end += data.byteLength)];
    header[huggingFaceName(name)] = { dtype: "F32", shape, data_offsets: offsets };
    values.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  const bare = Buffer.from(JSON.stringify(header));
  const text = Buffer.alloc(Math.ceil(bare.length / ALIGNMENT) * ALIGNMENT, " ");
  bare.copy(text);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(text.length));
  return [length, text, ...values];
}
