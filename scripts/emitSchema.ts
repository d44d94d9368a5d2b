/** @file Writes `schema.graphql` from the code; with `--check` writes nothing and fails where the file differs. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { lexicographicSortSchema, printSchema } from "graphql";

import { buildGraphqlSchema } from "../src/server/buildGraphqlSchema.js";

const path = fileURLToPath(new URL("../schema.graphql", import.meta.url));
const head = "# Written by scripts/emitSchema.ts from src/schema and src/resolvers: change those, then run it.\n\n";
const wanted = `${head}${printSchema(lexicographicSortSchema(await buildGraphqlSchema()))}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(path, wanted);
} else if (readFileSync(path, "utf8") !== wanted) {
  process.stderr.write("Cannot pass: schema.graphql differs from the code, run `npx tsx scripts/emitSchema.ts`\n");
  process.exitCode = 1;
}
