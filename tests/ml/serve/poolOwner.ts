/** A program that opens a pool with one process, says its number, and stays: to be killed. */
import { silentLog } from "../../harness/silentLog.js";
import { openInferencePool } from "../../../src/ml/serve/openInferencePool.js";

const pool = openInferencePool({ memoryMb: 1024, threads: 1, log: silentLog });
const model = await pool.open({ key: "space/none", artifactFolder: null, checksum: null });
process.stdout.write(`${String(model.pid)}\n`);
