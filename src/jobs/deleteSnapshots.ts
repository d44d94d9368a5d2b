import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { SpaceId } from "../domain/spaceId.js";
import { homeFolders } from "./homeFolders.js";

/**
 * Deletes every snapshot of a space's log, also one that is being written: its run notices, and takes a new one.
 *
 * @param home The folder that server and workers share.
 */
export async function deleteSnapshots(home: string, space: SpaceId): Promise<void> {
  await rm(join(homeFolders(home).snapshots, space), { recursive: true, force: true, maxRetries: 5 });
}
