import { fileURLToPath } from "node:url";

import type { LineProcess } from "../harness/lineProcess.js";
import { startPeer, type PeerPython } from "../harness/peerPython.js";

/** Starts the reference's training step; its questions are in the script. */
export function startPeerStep(peer: PeerPython): LineProcess {
  return startPeer(peer, fileURLToPath(new URL("../peer/training_step.py", import.meta.url)));
}
