import { DomainError } from "../domain/domainError.js";
import type { DataFile } from "./dataFile.js";

/**
 * Where named columns stand in a header: -1 for one that is absent and not required.
 *
 * @throws {DomainError} `BAD_DATA` if a required column is absent.
 */
export function headerColumns<Required extends string, Optional extends string = never>(
  header: readonly string[],
  file: DataFile,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Readonly<Record<Required | Optional, number>> {
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const [noun, verb] = missing.length > 1 ? ["columns", "are"] : ["column", "is"];
    throw new DomainError(
      "BAD_DATA",
      `Cannot read "${file.path}": ${noun} ${missing.join(", ")} ${verb} missing from its header "${header.join(",").slice(0, 200)}"`,
    );
  }
  const places = [...required, ...optional].map((name) => [name, header.indexOf(name)] as const);
  return Object.fromEntries(places) as Record<Required | Optional, number>;
}
