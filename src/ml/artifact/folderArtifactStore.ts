import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { DomainError } from "../../domain/domainError.js";
import { artifactCorrupt } from "./artifactCorrupt.js";
import type { ArtifactFileSystem } from "./artifactFileSystem.js";
import type { ArtifactStore } from "./artifactStore.js";
import { MANIFEST_NAME } from "./manifestName.js";
import { nodeFileSystem } from "./nodeFileSystem.js";
import { openArtifact } from "./openArtifact.js";
import { PARTIAL, publishFolder } from "./publishFolder.js";

/** Letters, digits, "." (not first), "_" and "-": nothing that could lead out of the store's folder. */
const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** Keeps artifacts in a folder, which several machines may share: `<root>/<space>/<version>`. */
export class FolderArtifactStore implements ArtifactStore {
  private readonly root: string;

  constructor(
    root: string,
    private readonly fileSystem: ArtifactFileSystem = nodeFileSystem,
  ) {
    this.root = resolve(root);
  }

  async publish(spaceId: string, versionId: string, folder: string): Promise<string> {
    const target = this.place(spaceId, versionId);
    const { checksum, manifest } = await openArtifact(folder);
    if ((await this.fileSystem.list(target)) !== null) {
      await openArtifact(target, checksum);
      return checksum;
    }
    await this.removePartial(target);
    const fill = async (partial: string): Promise<void> => {
      for (const name of [...Object.keys(manifest.files), MANIFEST_NAME])
        await this.fileSystem.copyFile(join(folder, name), join(partial, name));
      // The source may have changed, or the copy failed silently, since it was checked.
      await openArtifact(partial, checksum);
    };
    await publishFolder(target, this.fileSystem, fill, { replaces: false });
    return checksum;
  }

  async open(spaceId: string, versionId: string, checksum: string): Promise<string> {
    const folder = this.place(spaceId, versionId);
    const manifest = await readFile(join(folder, MANIFEST_NAME)).catch((cause: unknown) => {
      throw new DomainError("UNKNOWN_ARTIFACT", `Cannot open artifact "${folder}": there is none that can be read`, {
        cause,
      });
    });
    const found = createHash("sha256").update(manifest).digest("hex");
    if (found !== checksum) throw artifactCorrupt(folder, `its checksum is ${found}, ${checksum} is wanted`);
    return folder;
  }

  async remove(spaceId: string, versionId: string): Promise<void> {
    const folder = this.place(spaceId, versionId);
    await this.removePartial(folder);
    if ((await this.fileSystem.list(folder)) === null) return;
    // Out of sight first, so that nobody opens a half of it.
    const removed = `${folder}${PARTIAL}removed`;
    await this.fileSystem.rename(folder, removed);
    await this.fileSystem.remove(removed);
  }

  async removeSpace(spaceId: string): Promise<void> {
    await this.fileSystem.remove(join(this.root, plainName(spaceId)));
  }

  /** What a process that was killed left of this artifact. */
  private async removePartial(folder: string): Promise<void> {
    for (const name of (await this.fileSystem.list(dirname(folder))) ?? [])
      if (name.startsWith(`${basename(folder)}${PARTIAL}`)) await this.fileSystem.remove(join(dirname(folder), name));
  }

  private place(spaceId: string, versionId: string): string {
    return join(this.root, plainName(spaceId), plainName(versionId));
  }
}

function plainName(name: string): string {
  if (PLAIN_NAME.test(name) && !name.includes(PARTIAL)) return name;
  throw new DomainError(
    "BAD_INPUT",
    `Cannot use ${JSON.stringify(name)} as the name of an artifact: a plain name is wanted`,
  );
}
