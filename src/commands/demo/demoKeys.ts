import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Role } from "../../domain/role.js";
import type { ApiKeyRepository } from "../../store/apiKeyRepository.js";
import { DEMO_SPACE } from "./demoSpace.js";

/** The secrets of the demo's keys, by what they may do. */
export type DemoKeys = Readonly<Record<Lowercase<Role>, string>>;

const ROLE_OF = { reader: "READER", writer: "WRITER", admin: "ADMIN" } as const;

/**
 * The keys that the demo prints: those of the last start if they still open the space, else new ones.
 *
 * Secrets are not in the database, so they are kept in a file that only its owner can read; a real space keeps no such file.
 *
 * @param folder Holds the file.
 */
export async function demoKeys(apiKeys: ApiKeyRepository, folder: string): Promise<DemoKeys> {
  const path = join(folder, "keys.json");
  const kept = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as DemoKeys,
    () => null,
  );
  if (kept !== null) {
    const found = await Promise.all(Object.values(kept).map((secret) => apiKeys.authenticate(secret)));
    if (found.every((key) => key?.spaceId === DEMO_SPACE)) return kept;
  }
  const made = { reader: "", writer: "", admin: "" };
  for (const role of ["reader", "writer", "admin"] as const) {
    const { secret } = await apiKeys.create(DEMO_SPACE, { role: ROLE_OF[role], name: `demo ${role}` });
    made[role] = secret;
  }
  await writeFile(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}
