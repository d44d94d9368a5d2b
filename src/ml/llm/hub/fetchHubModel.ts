/** @file Language models by name: `<cache>/<owner>--<name>/<commit>/` holds the files of one, `refs/` what names mean. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { listFiles, type ListFileEntry, modelInfo } from "@huggingface/hub";

import { DomainError } from "../../../domain/domainError.js";
import { writingFault } from "../writingFault.js";
import { downloadFile } from "./downloadFile.js";
import { hubFault } from "./hubFault.js";
import { type HubName, parseHubName } from "./hubName.js";
import type { HubOptions } from "./hubOptions.js";
import { wantedFiles } from "./wantedFiles.js";

const TOKEN_START = "hf_";
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * Brings a model into the cache, unless it is there, and says where: a path for `openCheckpoint`. What a branch means
 * is asked anew each time, unless offline.
 *
 * @param name `owner/name`, or `owner/name/file.gguf` for one of several; `@revision` may follow.
 * @throws {DomainError} `BAD_INPUT` for another form; `UNKNOWN_LANGUAGE_MODEL` if the hub has none of this name, or the
 *   cache where the hub must not be asked; `LANGUAGE_MODEL_UNUSABLE` if it does not come whole; `BAD_CONFIG` for a token
 *   of another form; `DISK_FULL`; `CANCELLED`.
 */
export async function fetchHubModel(name: string, given: HubOptions): Promise<string> {
  const options = { ...given, endpoint: given.endpoint.replace(/\/+$/, "") };
  const parsed = parseHubName(name);
  const folder = join(options.cacheFolder, parsed.repository.replace("/", "--"));
  if (options.isOffline) return cachedModel(name, parsed, folder);
  if (options.token !== null && !options.token.startsWith(TOKEN_START)) {
    throw new DomainError("BAD_CONFIG", `Cannot use HF_TOKEN: it does not start with "${TOKEN_START}"`);
  }
  try {
    return await currentModel(parsed, folder, options);
  } catch (error) {
    if (options.signal?.aborted) {
      throw new DomainError("CANCELLED", `Cannot download language model "${name}": it was cancelled`, {
        cause: error,
      });
    }
    throw hubFault(name, options, error);
  }
}

async function cachedModel(name: string, parsed: HubName, folder: string): Promise<string> {
  try {
    const commit = (await readFile(refPath(folder, parsed), "utf8")).trim();
    return modelPath(join(folder, commit), parsed);
  } catch (cause) {
    throw new DomainError(
      "UNKNOWN_LANGUAGE_MODEL",
      `Cannot open language model "${name}": it is not in "${folder}", and HF_HUB_OFFLINE forbids to ask the hub`,
      { cause },
    );
  }
}

/** Written when all files are there, so that whoever is offline finds whole models only. */
function refPath(folder: string, { revision, file }: HubName): string {
  return join(folder, "refs", file === null ? revision : `${revision}--${file}`);
}

function modelPath(snapshot: string, { file }: HubName): string {
  return file === null ? snapshot : join(snapshot, file);
}

async function currentModel(parsed: HubName, folder: string, options: HubOptions): Promise<string> {
  const { repository, revision, file } = parsed;
  const access = {
    hubUrl: options.endpoint,
    ...(options.token === null ? {} : { accessToken: options.token }),
    fetch: (input: string | URL | Request, init?: RequestInit) =>
      fetch(input, { ...init, ...(options.signal ? { signal: options.signal } : {}) }),
  };
  const { sha: commit } = await modelInfo({ ...access, name: repository, revision, additionalFields: ["sha"] });
  if (!COMMIT.test(commit)) throw new TypeError(`the hub calls a commit ${JSON.stringify(commit)}`);
  const snapshot = join(folder, commit);
  const listed: ListFileEntry[] = [];
  for await (const entry of listFiles({ ...access, repo: { type: "model", name: repository }, revision: commit })) {
    listed.push(entry);
  }
  const entries = chosenFiles(repository, listed, file);
  const totalBytes = entries.reduce((sum, { size }) => sum + size, 0);
  let bytes = 0;
  await mkdir(snapshot, { recursive: true });
  for (const entry of entries) {
    await downloadFile({ repository, commit, entry }, snapshot, options, (count) => {
      bytes += count;
      options.onProgress?.({ file: entry.path, bytes, totalBytes });
    });
  }
  await writeRef(refPath(folder, parsed), commit);
  return modelPath(snapshot, parsed);
}

function chosenFiles(repository: string, listed: readonly ListFileEntry[], file: string | null) {
  try {
    return wantedFiles(listed, file);
  } catch (cause) {
    const state = (cause as Error).message;
    throw new DomainError("LANGUAGE_MODEL_UNUSABLE", `Cannot use "${repository}" of the hub: ${state}`, { cause });
  }
}

async function writeRef(path: string, commit: string): Promise<void> {
  try {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(`${path}.new`, commit, { flush: true });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw writingFault(path, error);
  }
}
