import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Finds out, before any long work, whether a server could listen there.
 *
 * @throws The system's own error, which says why it could not.
 */
export async function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  const server = createServer().listen({ host, port });
  await once(server, "listening");
  server.close();
  await once(server, "close");
}
