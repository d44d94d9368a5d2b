import { fileURLToPath } from "node:url";

import { defineConfig } from "prisma/config";

// The CLI wants Prisma's native schema engine, which is not in npm. The stand-in runs the same engine's WASM build, which is.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL("scripts/schema-engine.js", import.meta.url));

const shadowDatabaseUrl = process.env.SHADOW_DATABASE_URL;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "migrations" },
  datasource: {
    // Only the stand-in understands embedded:FOLDER; a native engine needs DATABASE_URL.
    url: process.env.DATABASE_URL ?? `embedded:${process.env.SEQUITUR_HOME ?? "data"}/postgres`,
    ...(shadowDatabaseUrl ? { shadowDatabaseUrl } : {}),
  },
});
