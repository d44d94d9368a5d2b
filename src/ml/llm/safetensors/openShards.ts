import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { languageModelFault } from "../languageModelFault.js";
import type { StoredTensor } from "../storedTensor.js";
import { openSafetensors, type SafetensorsFile } from "./safetensorsFile.js";

/** The one file of a model that is not divided. */
export const SINGLE_FILE = "model.safetensors";
/** Says which file holds which tensor. */
export const INDEX_FILE = "model.safetensors.index.json";

/** What no file name in an index may be, so that none can lead out of the folder. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** All tensors of a folder, wherever they lie. */
export interface Shards {
  /** @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if there is none of this name, or of no supported type. */
  tensor(name: string): StoredTensor;
  has(name: string): boolean;
  close(): Promise<void>;
}

/**
 * Opens the safetensors files of a folder: those that its index names, or the single one.
 *
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if a shard is missing, cut off, or not what it claims to be.
 */
export async function openShards(folder: string): Promise<Shards> {
  const fileOf = await readIndex(folder);
  const names = fileOf === null ? [SINGLE_FILE] : [...new Set(fileOf.values())];
  const files = new Map<string, SafetensorsFile>();
  const close = async () => {
    await Promise.all([...files.values()].map((file) => file.close()));
  };
  try {
    for (const name of names) files.set(name, await openSafetensors(join(folder, name)));
  } catch (error) {
    await close();
    throw error;
  }
  const holderOf = (tensor: string) => files.get(fileOf === null ? SINGLE_FILE : (fileOf.get(tensor) ?? ""));
  return {
    tensor(name) {
      const file = holderOf(name);
      if (!file) throw languageModelFault(folder, `tensor "${name}" is missing`);
      return file.tensor(name);
    },
    has: (name) => holderOf(name)?.names.includes(name) ?? false,
    close,
  };
}

/** Which file holds each tensor; null if the folder has no index. */
async function readIndex(folder: string): Promise<ReadonlyMap<string, string> | null> {
  const path = join(folder, INDEX_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw languageModelFault(path, "the file cannot be read", cause);
  }
  const map = weightMap(path, text);
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== "string" || !PLAIN_NAME.test(file)) {
      throw languageModelFault(path, `tensor "${tensor}" is in ${JSON.stringify(file)}, a plain file name is wanted`);
    }
  }
  return new Map(Object.entries(map as Record<string, string>));
}

function weightMap(path: string, text: string): object {
  try {
    const map = (JSON.parse(text) as { weight_map?: unknown } | null)?.weight_map;
    if (typeof map === "object" && map !== null) return map;
  } catch (cause) {
    throw languageModelFault(path, "it is not JSON", cause);
  }
  throw languageModelFault(path, `it has no "weight_map"`);
}
