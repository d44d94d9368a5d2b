import type { ArtifactFileSystem } from "../../../src/ml/artifact/artifactFileSystem.js";
import { nodeFileSystem } from "../../../src/ml/artifact/nodeFileSystem.js";

/** A disk with room for so many more files: the next one fails as a full disk does, with a part of it written. */
export function fullDisk(files: number, code = "ENOSPC"): ArtifactFileSystem {
  let left = files;
  const full = (): Error => Object.assign(new Error(`${code}: no space left on device, write`), { code });
  return {
    ...nodeFileSystem,
    async writeFile(path, content) {
      if (left-- > 0) return nodeFileSystem.writeFile(path, content);
      await nodeFileSystem.writeFile(path, content.subarray(0, content.length / 2));
      throw full();
    },
    async copyFile(from, to) {
      if (left-- > 0) return nodeFileSystem.copyFile(from, to);
      await nodeFileSystem.writeFile(to, new Uint8Array(1));
      throw full();
    },
  };
}
