import { existsSync } from "node:fs";
import { join } from "node:path";

import { startLineProcess, type LineProcess } from "./lineProcess.js";

/** Where the PyTorch references lie, and what runs them. */
export interface PeerPython {
  readonly python: string;
  /** Holds `sequential.py`. */
  readonly folder: string;
}

/** Why a bench that needs the references cannot run without them. */
export const PEER_MISSING = "needs SEQUITUR_PYTHON, a Python with PyTorch, and the references in SEQUITUR_DATA";

/**
 * Finds the references: `SEQUITUR_PYTHON` names a Python that has PyTorch, `<shared>/peers` holds the scripts.
 *
 * @param shared The folder that also holds the data sets.
 * @returns Null where either is absent: benches that need them are skipped.
 */
export function findPeerPython(shared: string, environment: NodeJS.ProcessEnv): PeerPython | null {
  const python = environment["SEQUITUR_PYTHON"];
  const folder = join(shared, "peers");
  return python !== undefined && existsSync(join(folder, "sequential.py")) ? { python, folder } : null;
}

/** Starts a script of this repository beside the references: it can import `sequential`. */
export function startPeer({ python, folder }: PeerPython, script: string): LineProcess {
  return startLineProcess(python, ["-u", script], { ...process.env, PYTHONPATH: folder });
}
