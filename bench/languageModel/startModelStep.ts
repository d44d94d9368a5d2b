import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { TokenizedPrompt } from "../../src/ml/llm-srec/tokenizedPrompt.js";
import { startLineProcess, type LineProcess } from "../harness/lineProcess.js";
import { startPeer, type PeerPython } from "../harness/peerPython.js";
import { PARAMETERS_FILE, STEP_FILE, VECTORS_FILE, type WrittenStep } from "./modelStepTask.js";

const OWN = fileURLToPath(new URL("modelStepProcess.ts", import.meta.url));
const PEER = fileURLToPath(new URL("../peer/language_model_step.py", import.meta.url));

/** Starts a process of this program that computes the steps of a folder. */
export async function startOwnModelStep(folder: string, threads: number): Promise<LineProcess> {
  const child = startLineProcess(process.execPath, ["--import", "tsx", OWN]);
  await child.ask({ op: "open", folder, threads });
  return child;
}

/** Starts the reference on the same folder. */
export async function startPeerModelStep(peer: PeerPython, folder: string, threads: number): Promise<LineProcess> {
  const child = startPeer(peer, PEER);
  const { users, items, ...step } = JSON.parse(await readFile(join(folder, STEP_FILE), "utf8")) as WrittenStep;
  await child.ask({
    ...{ op: "open", folder, threads, ...step },
    parameters: join(folder, PARAMETERS_FILE),
    vectors: join(folder, VECTORS_FILE),
    userPrompts: users.map(peerPrompt),
    itemPrompts: items.map(peerPrompt),
  });
  return child;
}

/** Token ids before the out-token; the soft token of item row r is -1 - r. */
function peerPrompt({ ids, items, outPlace }: TokenizedPrompt): number[] {
  const prompt = ids.slice(0, outPlace);
  for (const { place, row } of items) prompt[place] = -1 - row;
  return prompt;
}
