import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { seededRandom } from "../../ml/index.js";
import type { DemoDataSet } from "./demoDataSet.js";
import { makeDemoCatalogue } from "./makeDemoCatalogue.js";
import { makeDemoLog } from "./makeDemoLog.js";
import { oracleNdcgAt10 } from "./oracleNdcgAt10.js";
import { writeDemoData } from "./writeDemoData.js";

const SEED = "sequitur demo";
/** The last item of each user is held out of the store, so a model is tested on the one before it. */
const TESTED_STEP = 1;

/**
 * Generates the demo's data, unless it is there from an earlier start.
 *
 * @param parent Gets the folder `data`, whole or not at all.
 */
export async function prepareDemoData(parent: string): Promise<DemoDataSet> {
  const folder = join(parent, "data");
  const existing = await describe(folder);
  if (existing !== null) return existing;
  const random = seededRandom(SEED);
  const catalogue = makeDemoCatalogue(random.fork("catalogue"));
  const events = makeDemoLog(catalogue, random.fork("log"));
  const unfinished = join(parent, "data.unfinished");
  await rm(unfinished, { recursive: true, force: true });
  await writeDemoData(unfinished, catalogue, events, { oracleNdcgAt10: oracleNdcgAt10(events, TESTED_STEP) });
  await rename(unfinished, folder);
  return describeOrThrow(folder);
}

async function describe(folder: string): Promise<DemoDataSet | null> {
  try {
    return await describeOrThrow(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function describeOrThrow(folder: string): Promise<DemoDataSet> {
  const about = JSON.parse(await readFile(join(folder, "dataset.json"), "utf8")) as Omit<DemoDataSet, "folder">;
  return { ...about, folder };
}
