/** @file One file from the hub: goes on where it was broken off, and is checked before it bears its name. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { downloadFile as openDownload, type ListFileEntry } from "@huggingface/hub";

import { DomainError } from "../../../domain/domainError.js";
import { writingFault } from "../writingFault.js";
import type { HubOptions } from "./hubOptions.js";

/** Of a file that is not whole yet. */
const PARTIAL_ENDING = ".partial";

/** A file of a repository. */
export interface HubFile {
  /** `owner/name` */
  readonly repository: string;
  /** Of the commit, so that all files belong together. */
  readonly commit: string;
  readonly entry: ListFileEntry;
}

/**
 * Downloads a file into a folder, unless it is there already.
 *
 * @param onBytes Told how many bytes more there are, those of an earlier time included.
 * @throws {DomainError} `LANGUAGE_MODEL_UNUSABLE` if what came is not what the hub said; then nothing of it is kept.
 * @throws {DomainError} `DISK_FULL`
 */
export async function downloadFile(
  file: HubFile,
  folder: string,
  options: HubOptions,
  onBytes: (count: number) => void,
): Promise<void> {
  const { entry } = file;
  const path = join(folder, entry.path);
  if ((await sizeOf(path)) === entry.size) {
    onBytes(entry.size);
    return;
  }
  const partial = path + PARTIAL_ENDING;
  const before = await sizeOf(partial);
  const start = before <= entry.size ? before : 0;
  onBytes(start);
  try {
    await append(partial, start, blobFrom(file, start, options), onBytes);
    await check(file, partial);
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (error) {
    throw writingFault(partial, error);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** What is missing of the file, as it comes. */
async function* blobFrom(
  { repository, commit, entry }: HubFile,
  start: number,
  { endpoint, token, signal }: HubOptions,
): AsyncGenerator<Uint8Array> {
  if (start === entry.size) return;
  const blob = await openDownload({
    repo: { type: "model", name: repository },
    path: entry.path,
    revision: commit,
    hubUrl: endpoint,
    ...(token === null ? {} : { accessToken: token }),
    xet: false, // its plain form can be resumed at a byte, and every mirror has it
    fetch: (input, init) => fetch(input, { ...init, ...(signal ? { signal } : {}) }),
  });
  if (!blob) throw new DomainError("LANGUAGE_MODEL_UNUSABLE", `Cannot download "${entry.path}": the hub lists it and has it not`); // prettier-ignore
  yield* blob.slice(start, entry.size).stream() as unknown as AsyncIterable<Uint8Array>;
}

async function append(
  path: string,
  start: number,
  pieces: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): Promise<void> {
  const handle = await open(path, start === 0 ? "w" : "a");
  try {
    for await (const piece of pieces) {
      await handle.writeFile(piece);
      onBytes(piece.length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Large files have a SHA-256 of their own; small ones are known by git's name for them. */
async function check({ repository, entry }: HubFile, path: string): Promise<void> {
  const size = await sizeOf(path);
  const wanted = entry.lfs?.oid ?? entry.oid;
  const hash = entry.lfs ? createHash("sha256") : createHash("sha1").update(`blob ${size}\0`);
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  const found = hash.digest("hex");
  if (size === entry.size && found === wanted) return;
  const isShort = size < entry.size;
  if (!isShort) await rm(path);
  throw new DomainError(
    "LANGUAGE_MODEL_UNUSABLE",
    isShort
      ? `Cannot download "${entry.path}" of "${repository}": ${size} of ${entry.size} bytes came; try again to go on from there`
      : `Cannot download "${entry.path}" of "${repository}": its checksum is ${found}, ${String(wanted)} is wanted`,
  );
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // cannot open folders, and makes renames durable by itself
  const handle = await open(path);
  await handle.sync().finally(() => handle.close());
}
