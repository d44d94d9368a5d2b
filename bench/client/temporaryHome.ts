import { chmod, mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes an empty folder for a `SEQUITUR_HOME` that lasts as long as one run. @param prefix How its name begins. */
export async function temporaryHome(prefix: string): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  await chmod(folder, 0o711); // for root, PostgreSQL runs as the user "postgres", who must be able to enter
  return folder;
}
