import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A saved operation that GraphiQL opens with. */
export interface Example {
  /** The file's name without `.graphql`. */
  readonly name: string;
  readonly query: string;
}

/** Reads the `.graphql` files of a folder, by name; none if there is no such folder. */
export function readExamples(folder: string): readonly Example[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => ({ name: basename(name, ".graphql"), query: readFileSync(join(folder, name), "utf8") }));
}
