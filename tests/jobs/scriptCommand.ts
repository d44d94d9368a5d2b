import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** The command line that runs a TypeScript file of a test. */
export function scriptCommand(script: URL): readonly string[] {
  return [process.execPath, "--import", tsx, fileURLToPath(script)];
}
