import type { Place } from "./place.js";
import { plainName } from "./plainName.js";

/** Whether the place is a folder that holds the file, plain or gzipped; or the file itself. */
export function holds({ folder, file }: Place, name: string): boolean {
  return file ? plainName(file) === name : folder.has(name) || folder.has(`${name}.gz`);
}
