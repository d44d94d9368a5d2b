/** Tells what the engine does on standard error, where `SCHEMA_ENGINE_DEBUG` is set; standard output belongs to the protocol. */
export function debugLog(...what: readonly unknown[]): void {
  if (process.env.SCHEMA_ENGINE_DEBUG) console.error(...what);
}
