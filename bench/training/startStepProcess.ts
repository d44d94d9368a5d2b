import { fileURLToPath } from "node:url";

import { startLineProcess, type LineProcess } from "../harness/lineProcess.js";
import type { StepTask } from "./stepTask.js";

/** Starts a process of this program that is ready to train steps. */
export async function startStepProcess(task: StepTask): Promise<LineProcess> {
  const script = fileURLToPath(new URL("stepProcess.ts", import.meta.url));
  const child = startLineProcess(process.execPath, ["--import", "tsx", script]);
  await child.ask({ op: "open", ...task });
  return child;
}
