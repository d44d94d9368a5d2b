import { readdir, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";

import { CATALOGUE_MODEL } from "../domain/catalogueModel.js";
import { DomainError } from "../domain/domainError.js";
import { isHubName } from "../ml/index.js";

/**
 * Where a language model is, and what it is called where readers see it: as the hub has it, or by the last part of its path.
 */
export type LanguageModelPlace =
  | { readonly at: "catalogue"; readonly name: typeof CATALOGUE_MODEL }
  /** Absolute: a folder, or a .gguf file. */
  | { readonly at: "path"; readonly name: string; readonly path: string }
  | { readonly at: "hub"; readonly name: string };

/**
 * Finds out what a name of a language model means, without asking the hub: `catalogue`, a path where there is one, or a
 * name of the hub.
 *
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL` if it is none of these.
 */
export async function languageModelPlace(name: string): Promise<LanguageModelPlace> {
  if (name === CATALOGUE_MODEL) return { at: "catalogue", name };
  const path = resolve(name);
  if (await holdsLanguageModel(path)) return { at: "path", name: basename(path), path };
  if (isHubName(name)) return { at: "hub", name };
  // Not whether there is anything else: whoever may start trainings need not know the files of the server.
  throw new DomainError(
    "UNKNOWN_LANGUAGE_MODEL",
    `Cannot find language model ${JSON.stringify(name)}: a folder with a model, a .gguf file, "owner/name" of the hub, or "${CATALOGUE_MODEL}" is wanted`,
    { isForClients: true },
  );
}

async function holdsLanguageModel(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null) return false;
  if (!found.isDirectory()) return path.endsWith(".gguf");
  const names = await readdir(path).catch((): string[] => []);
  return names.some((name) => name === "config.json" || name.endsWith(".gguf"));
}
