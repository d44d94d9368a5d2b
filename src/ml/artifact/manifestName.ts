/** The file that makes a folder an artifact. */
export const MANIFEST_NAME = "manifest.json";
