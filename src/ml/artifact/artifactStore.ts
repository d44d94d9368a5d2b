/** Where published artifacts live: a shared folder, or object storage with a local cache behind the same interface. */
export interface ArtifactStore {
  /**
   * Takes a copy of an artifact in; from then on it is whole and never changes. Publishing the same one again does nothing.
   *
   * @param folder A complete artifact, for example of `writeArtifact`.
   * @returns Its checksum, which `open` asks for.
   * @throws {DomainError} `ARTIFACT_CORRUPT`, `UNKNOWN_ARTIFACT`, `DISK_FULL`; `BAD_INPUT` for names that are no plain names.
   */
  publish(spaceId: string, versionId: string, folder: string): Promise<string>;
  /**
   * The local folder of an artifact, for `openArtifact` to check.
   *
   * @throws {DomainError} `UNKNOWN_ARTIFACT`, or `ARTIFACT_CORRUPT` if it is not the one with this checksum.
   */
  open(spaceId: string, versionId: string, checksum: string): Promise<string>;
  /** Forgets an artifact; does nothing if there is none. */
  remove(spaceId: string, versionId: string): Promise<void>;
  /** Forgets every artifact of a space. */
  removeSpace(spaceId: string): Promise<void>;
}
