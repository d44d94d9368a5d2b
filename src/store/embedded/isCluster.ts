import { stat } from "node:fs/promises";
import { join } from "node:path";

/** Whether a folder holds PostgreSQL data of any version. */
export async function isCluster(folder: string): Promise<boolean> {
  return stat(join(folder, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}
