// Puts this package's own program where `npx sequitur` looks. A "bin" in package.json would not do: npx installs a package that has one into its cache first, and so builds it again.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";

chmodSync("dist/main.js", 0o755);
if (process.platform !== "win32") {
  mkdirSync("node_modules/.bin", { recursive: true });
  rmSync("node_modules/.bin/sequitur", { force: true });
  symlinkSync("../../dist/main.js", "node_modules/.bin/sequitur");
}
