// Fails where migrations/ do not lead to prisma/schema.prisma: somebody changed one and not the other. `npx prisma migrate dev` makes the missing migration.
// The shadow database is a temporary one on the tests' server, unless SHADOW_DATABASE_URL names another server.
import { spawnSync } from "node:child_process";

const COMMAND = ["migrate", "diff", "--from-migrations", "migrations", "--to-schema", "prisma/schema.prisma"];

const { status } = spawnSync(process.execPath, ["node_modules/prisma/build/index.js", ...COMMAND, "--exit-code"], {
  env: { SHADOW_DATABASE_URL: "embedded:data/test-postgres", ...process.env },
  stdio: ["ignore", "inherit", "inherit"],
});
if (status === 0) console.log("migrations lead to the schema");
process.exitCode = status ?? 1;
