import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import { DomainError } from "../../domain/domainError.js";
import type { ArtifactFileContent } from "./artifactFileContent.js";
import type { ArtifactFileSystem } from "./artifactFileSystem.js";
import { ARTIFACT_FORMAT, type ArtifactFile, type ArtifactManifest } from "./artifactManifest.js";
import { fileDigest } from "./fileDigest.js";
import { MANIFEST_NAME } from "./manifestName.js";
import { nodeFileSystem } from "./nodeFileSystem.js";
import { publishFolder } from "./publishFolder.js";

/** What makes an artifact: `writeArtifact` adds the format and the checksums. */
export interface ArtifactContent {
  readonly manifest: Omit<ArtifactManifest, "format" | "files">;
  /** By plain name, see `artifactFiles`. Files that are copied must not change meanwhile. */
  readonly files: Readonly<Record<string, ArtifactFileContent>>;
}

/**
 * Writes an artifact, whole or not at all, and durably. Replaces an artifact that is there already, but nothing else.
 *
 * @returns The artifact's checksum: the SHA-256 of its manifest, hexadecimal.
 * @throws {DomainError} `DISK_FULL`; `BAD_CONFIG` if the folder holds something else or cannot be written. Nothing is left then.
 */
export async function writeArtifact(
  folder: string,
  { manifest, files }: ArtifactContent,
  fileSystem: ArtifactFileSystem = nodeFileSystem,
): Promise<string> {
  const path = resolve(folder);
  await refuseOtherFolder(path, fileSystem);
  const whole: ArtifactManifest = { format: ARTIFACT_FORMAT, ...manifest, files: await checksums(files) };
  const text = new TextEncoder().encode(`${JSON.stringify(whole, null, 2)}\n`);
  const fill = async (partial: string): Promise<void> => {
    for (const [name, content] of Object.entries(files))
      await (content instanceof Uint8Array
        ? fileSystem.writeFile(join(partial, name), content)
        : fileSystem.copyFile(content.path, join(partial, name)));
    await fileSystem.writeFile(join(partial, MANIFEST_NAME), text);
  };
  await publishFolder(path, fileSystem, fill, { replaces: true });
  return createHash("sha256").update(text).digest("hex");
}

/** Training ends with this write, so a mistyped folder must not cost what it holds. */
async function refuseOtherFolder(path: string, fileSystem: ArtifactFileSystem): Promise<void> {
  const present = await fileSystem.list(path).catch((cause: unknown) => {
    throw new DomainError("BAD_CONFIG", `Cannot write artifact "${path}": a folder is wanted`, { cause });
  });
  if (present !== null && present.length > 0 && !present.includes(MANIFEST_NAME))
    throw new DomainError(
      "BAD_CONFIG",
      `Cannot write artifact "${path}": it holds other files; an empty or new folder is wanted`,
    );
}

async function checksums(files: Readonly<Record<string, ArtifactFileContent>>): Promise<Record<string, ArtifactFile>> {
  const described: Record<string, ArtifactFile> = {};
  for (const [name, content] of Object.entries(files)) {
    described[name] =
      content instanceof Uint8Array
        ? { bytes: content.byteLength, sha256: createHash("sha256").update(content).digest("hex") }
        : { bytes: (await stat(content.path)).size, sha256: await fileDigest(content.path) };
  }
  return described;
}
