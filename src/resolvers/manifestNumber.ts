import { manifestEntry } from "./manifestEntry.js";

/** The finite number that a manifest holds under a name; undefined where there is none. */
export function manifestNumber(manifest: unknown, name: string): number | undefined {
  const value = manifestEntry(manifest, name);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
