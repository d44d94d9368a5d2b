import pg from "pg";

const ADDRESS = "127.0.0.1:5432";
const USERS = ["root", "postgres"];

/** URL of the outside PostgreSQL server that some machines have for tests; else undefined, and the reason is printed. */
export async function outsideServer(): Promise<string | undefined> {
  const reasons: string[] = [];
  for (const user of USERS) {
    const url = `postgresql://${user}@${ADDRESS}/postgres`;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
    try {
      await client.connect();
      return url;
    } catch (error) {
      reasons.push((error as Error).message || String((error as NodeJS.ErrnoException).code));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  console.log(`Skipped: no PostgreSQL server of others at ${ADDRESS} (${reasons.join("; ")})`);
  return undefined;
}
