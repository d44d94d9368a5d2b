/** What writing an artifact does to a disk; handed in, so that tests can fill it up. */
export interface ArtifactFileSystem {
  /** With its parents; does nothing if it exists. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder; null if there is none. */
  list(path: string): Promise<readonly string[] | null>;
  /** Writes a new file and waits until it is on the disk. */
  writeFile(path: string, content: Uint8Array): Promise<void>;
  /** Copies to a new file and waits until it is on the disk. */
  copyFile(from: string, to: string): Promise<void>;
  /** Waits until the names in the folder are on the disk. */
  syncFolder(path: string): Promise<void>;
  /** Moves a folder within one disk, at once. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a folder with all that is in it; does nothing if there is none. */
  remove(path: string): Promise<void>;
}
