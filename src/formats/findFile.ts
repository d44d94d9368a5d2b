import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";
import type { Folder } from "./listFolder.js";

/**
 * A file by its name, plain or with `.gz`.
 *
 * @throws {DomainError} `BAD_DATA` if the folder holds both: they may differ.
 */
export function findFile(folder: Folder, name: string): DataFile | undefined {
  const plain = folder.get(name);
  const zipped = folder.get(`${name}.gz`);
  if (plain && zipped)
    throw new DomainError(
      "BAD_DATA",
      `Cannot choose between "${plain.path}" and "${zipped.path}": one of them is wanted`,
    );
  return plain ?? zipped;
}
