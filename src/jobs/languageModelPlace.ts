import { readdir, stat } from "node:fs/promises";
import { resolve } from "node:path";

import { DomainError } from "../domain/domainError.js";
import { isHubName } from "../ml/index.js";

/** The name of the language model that a training makes itself, of the titles of the catalogue. */
const CATALOGUE_MODEL = "catalogue";

/** Where a language model is. */
export type LanguageModelPlace =
  | { readonly at: "catalogue" }
  /** Absolute: a folder, or a .gguf file. */
  | { readonly at: "path"; readonly path: string }
  | { readonly at: "hub"; readonly name: string };

/**
 * Finds out what a name of a language model means, without asking the hub: `catalogue`, a path where there is one, or a
 * name of the hub.
 *
 * @throws {DomainError} `UNKNOWN_LANGUAGE_MODEL` if it is none of these.
 */
export async function languageModelPlace(name: string): Promise<LanguageModelPlace> {
  if (name === CATALOGUE_MODEL) return { at: "catalogue" };
  const path = resolve(name);
  if (await holdsLanguageModel(path)) return { at: "path", path };
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
