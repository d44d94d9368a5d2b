import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { llmSrecFeeds } from "../../src/ml/llm-srec/llmSrecFeeds.js";
import { packInParts } from "../../src/ml/llm-srec/packInParts.js";
import type { ShapedFeeds } from "../../src/ml/llm-srec/shapedFeeds.js";
import type { TokenizedPrompt } from "../../src/ml/llm-srec/tokenizedPrompt.js";
import type { InitialParameter } from "../../src/ml/runtime/trainer.js";
import { PARAMETERS_FILE, STEP_FILE, VECTORS_FILE, type WrittenStep } from "./modelStepTask.js";

/** Of prompts of like length. */
const PARTS = 4;

/** A step as this program computes it. */
export interface ModelStep {
  readonly written: WrittenStep;
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  /** Prompts without their constant starts. */
  readonly batch: ShapedFeeds;
}

/** Reads what `writeModelStep` wrote. */
export async function readModelStep(folder: string): Promise<ModelStep> {
  const written = JSON.parse(await readFile(join(folder, STEP_FILE), "utf8")) as WrittenStep;
  const numbers = await readFloats(join(folder, PARAMETERS_FILE));
  let at = 0;
  const parameters = written.shapes.map(([name, shape]) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    return [name, { shape, data: numbers.slice(at, (at += size)) }];
  });
  const vectors = await readFloats(join(folder, VECTORS_FILE));
  const ofItems = written.itemRows * written.itemWidth;
  const pack = (prompts: readonly TokenizedPrompt[]) => packInParts(prompts, { parts: PARTS, skipsStart: true });
  const batch = llmSrecFeeds({
    users: pack(written.users),
    items: pack(written.items),
    candidates: ownFirst(written.users.length),
    teachers: { width: written.teacherWidth, values: vectors.subarray(ofItems) },
    itemVectors: { width: written.itemWidth, values: vectors.subarray(0, ofItems) },
  });
  return { written, parameters: Object.fromEntries(parameters) as ModelStep["parameters"], batch };
}

/** Each user is compared with all items of the batch, the own one first; `[B, B]`. */
function ownFirst(B: number): Int32Array {
  const candidates = Array.from({ length: B }, (_, user) => {
    const others = Array.from({ length: B }, (_each, item) => item).filter((item) => item !== user);
    return [user, ...others];
  });
  return Int32Array.from(candidates.flat());
}

async function readFloats(path: string): Promise<Float32Array> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
