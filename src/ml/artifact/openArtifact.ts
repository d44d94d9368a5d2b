import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { DomainError } from "../../domain/domainError.js";
import { Artifact } from "./artifact.js";
import { artifactCorrupt } from "./artifactCorrupt.js";
import type { ArtifactFile } from "./artifactManifest.js";
import { fileDigest } from "./fileDigest.js";
import { MANIFEST_NAME } from "./manifestName.js";
import { parseManifest } from "./parseManifest.js";

/**
 * Opens an artifact and checks every byte of it.
 *
 * @param checksum The artifact that is wanted; whichever is there if left out.
 * @throws {DomainError} `UNKNOWN_ARTIFACT` if there is none, `ARTIFACT_CORRUPT` if it is of another format, incomplete, altered, or another one.
 */
export async function openArtifact(folder: string, checksum?: string): Promise<Artifact> {
  const bytes = await readManifest(folder);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (checksum !== undefined && found !== checksum)
    throw artifactCorrupt(folder, `its checksum is ${found}, ${checksum} is wanted`);
  const manifest = parseManifest(folder, bytes.toString("utf8"));
  for (const [name, file] of Object.entries(manifest.files)) await checkFile(folder, name, file);
  return new Artifact(folder, found, manifest);
}

async function readManifest(folder: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, MANIFEST_NAME));
  } catch (cause) {
    throw new DomainError(
      "UNKNOWN_ARTIFACT",
      `Cannot open artifact "${folder}": there is no ${MANIFEST_NAME} that can be read`,
      { cause },
    );
  }
}

async function checkFile(folder: string, name: string, { bytes, sha256 }: ArtifactFile): Promise<void> {
  const path = join(folder, name);
  const found = await stat(path).catch((cause: unknown) => {
    throw artifactCorrupt(folder, `${name} is missing`, cause);
  });
  if (found.size !== bytes) throw artifactCorrupt(folder, `${name} has ${found.size} bytes, ${bytes} are wanted`);
  const actual = await fileDigest(path);
  if (actual !== sha256) throw artifactCorrupt(folder, `${name} has checksum ${actual}, ${sha256} is wanted`);
}
