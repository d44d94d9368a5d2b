import pg from "pg";

/** Another deploy was faster. */
const ALREADY_EXISTS: readonly unknown[] = ["42P04", "23505"];
const NO_SUCH_DATABASE = "3D000";

/**
 * Runs `cli can-connect-to-database` or `cli create-database`; the answer is the exit code, and the reason one JSON line on standard error.
 *
 * @returns The exit code.
 */
export async function runCliCommand(command: string | undefined, databaseUrl: () => Promise<string>): Promise<0 | 1> {
  try {
    const url = new URL(await databaseUrl());
    const name = decodeURIComponent(url.pathname.slice(1));
    if (command === "create-database") url.pathname = "/postgres";
    await runOn(url, command === "create-database" ? `create database ${pg.escapeIdentifier(name)}` : "select 1");
    return 0;
  } catch (error) {
    const { message, code } = error as pg.DatabaseError;
    const fields = { message, error_code: code === NO_SUCH_DATABASE ? "P1003" : "P1001" };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}\n`);
    return 1;
  }
}

async function runOn(url: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement).catch((error: unknown) => {
      if (!ALREADY_EXISTS.includes((error as pg.DatabaseError).code)) throw error;
    });
  } finally {
    await client.end(); // left open on failure, it would keep the CLI waiting for ever
  }
}
