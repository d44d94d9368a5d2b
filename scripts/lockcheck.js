// Names optional dependencies that package-lock.json lists but does not hold: `npm ci` would fail on each ("Missing: X@ from lock file").
import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync(process.argv[2] ?? "package-lock.json", "utf8"));

/** As Node resolves: in the package's own node_modules, then in those of every folder above. */
function isHeld(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder.includes("/node_modules/") && !folder) return false;
  }
}

const holes = Object.entries(packages).flatMap(([path, entry]) => {
  const missing = Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isHeld(path, name));
  return missing.length ? [`${path} ${entry.version}: ${missing.length} missing, such as ${missing[0]}`] : [];
});
console.log(holes.length ? holes.join("\n") : "lock complete");
process.exitCode = holes.length ? 1 : 0;
