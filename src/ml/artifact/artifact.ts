import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { artifactCorrupt } from "./artifactCorrupt.js";
import { ARTIFACT_FILE_NAME } from "./artifactFileName.js";
import type { ArtifactManifest } from "./artifactManifest.js";
import { readNumbers } from "./readNumbers.js";

/** An artifact whose files were found to be those of its manifest; `openArtifact` makes it. */
export class Artifact {
  constructor(
    readonly folder: string,
    /** SHA-256 of the manifest's bytes, hexadecimal: it stands for the whole artifact. */
    readonly checksum: string,
    readonly manifest: ArtifactManifest,
  ) {}

  /**
   * The path of a file that the manifest lists.
   *
   * @throws {DomainError} `ARTIFACT_CORRUPT` if it lists none of this name.
   */
  path(name: string): string {
    if (!Object.hasOwn(this.manifest.files, name)) throw artifactCorrupt(this.folder, `it has no ${name}`);
    return join(this.folder, name);
  }

  /** The item ids: row r is at index r - 1. @throws {DomainError} `ARTIFACT_CORRUPT` */
  async itemIds(): Promise<readonly string[]> {
    const ids: unknown = JSON.parse(await readFile(this.path(ARTIFACT_FILE_NAME.itemIds), "utf8"));
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string") || new Set(ids).size !== ids.length)
      throw artifactCorrupt(this.folder, `${ARTIFACT_FILE_NAME.itemIds} is no list of different item ids`);
    return ids;
  }

  /**
   * A file of float32.
   *
   * @param length How many are wanted; any number if left out.
   * @throws {DomainError} `ARTIFACT_CORRUPT` if there are more or fewer.
   */
  async floats(name: string, length?: number): Promise<Float32Array> {
    return this.numbers(name, (count) => new Float32Array(count), length);
  }

  /** A file of uint32; as `floats`. */
  async integers(name: string, length?: number): Promise<Uint32Array> {
    return this.numbers(name, (count) => new Uint32Array(count), length);
  }

  private async numbers<T extends Float32Array | Uint32Array>(
    name: string,
    allocate: (length: number) => T,
    length?: number,
  ): Promise<T> {
    const numbers = await readNumbers(this.path(name), allocate);
    if (length !== undefined && numbers.length !== length)
      throw artifactCorrupt(this.folder, `${name} holds ${numbers.length} numbers, ${length} are wanted`);
    return numbers;
  }
}
