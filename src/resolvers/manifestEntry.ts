/** What a manifest says under a name; undefined where it says nothing, or is no record. */
export function manifestEntry(manifest: unknown, name: string): unknown {
  return typeof manifest === "object" && manifest !== null && Object.hasOwn(manifest, name)
    ? (manifest as Record<string, unknown>)[name]
    : undefined;
}
