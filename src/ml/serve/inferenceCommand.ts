import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The command that starts `inferenceChild`; where this program runs from its TypeScript sources, the child does too. */
export function inferenceCommand(): readonly string[] {
  if (!import.meta.url.endsWith(".ts"))
    return [process.execPath, fileURLToPath(new URL("./inferenceChild.js", import.meta.url))];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return [process.execPath, "--import", tsx, fileURLToPath(new URL("./inferenceChild.ts", import.meta.url))];
}
