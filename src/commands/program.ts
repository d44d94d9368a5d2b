import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "../main.ts" : "../main.js", import.meta.url));

/** The command line that starts this program again: compiled, or from its TypeScript sources through tsx. */
export function program(): readonly string[] {
  return MAIN.endsWith(".ts") ? [process.execPath, "--import", "tsx", MAIN] : [process.execPath, MAIN];
}
