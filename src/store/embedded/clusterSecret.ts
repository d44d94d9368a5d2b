import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { CLUSTER_OWNER } from "./clusterOwner.js";

/** What a client needs to know to connect to a cluster; kept in it, readable by its owner only. */
export interface ClusterSecret {
  readonly password: string;
  /** The port that the server takes whenever it is free. */
  readonly port: number;
}

const OWNER_ONLY = 0o600;

/** Reads the secret of a cluster. */
export async function readClusterSecret(folder: string): Promise<ClusterSecret> {
  return JSON.parse(await readFile(secretPath(folder), "utf8")) as ClusterSecret;
}

/** Writes the secret of a cluster that is being made. */
export async function writeClusterSecret(folder: string, secret: ClusterSecret): Promise<void> {
  await writeFile(secretPath(folder), JSON.stringify(secret), { mode: OWNER_ONLY });
}

function secretPath(folder: string): string {
  return join(folder, `${CLUSTER_OWNER}.json`);
}
