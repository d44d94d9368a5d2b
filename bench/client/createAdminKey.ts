import type { SequiturHome } from "./sequiturHome.js";

/** Makes an admin key from the command line and gives its secret: all that a client needs. @param name What it is for. */
export async function createAdminKey(sequitur: SequiturHome, name: string): Promise<string> {
  const printed = await sequitur.run("keys", "create", "--role", "admin", "--name", name);
  const secret = /sq_[\w-]+/.exec(printed)?.[0];
  if (secret === undefined) throw new Error('Cannot find a key in what "sequitur keys create" printed');
  return secret;
}
