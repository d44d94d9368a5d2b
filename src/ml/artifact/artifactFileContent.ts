/** What a file of an artifact will hold: bytes, or all of another file, which is copied and need not fit into memory. */
export type ArtifactFileContent = Uint8Array | { readonly path: string };
