import { basename } from "node:path";

import type { DataFile } from "./dataFile.js";

/** Base name of a file without `.gz`. */
export function plainName({ path }: DataFile): string {
  return basename(path).replace(/\.gz$/, "");
}
