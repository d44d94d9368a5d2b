/** @file What a training that was cut off goes on from. */
import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { nodeFileSystem } from "../../artifact/nodeFileSystem.js";
import { writingFault } from "../../llm/writingFault.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import type { LlmSrecState, LlmSrecValidation } from "./validator.js";

/** The SHA-256 of all that follows, a line of JSON, and the numbers. */
const FILE = "training.checkpoint";
const BYTES_PER_NUMBER = 4;
const LINE_END = 10;

/** A training after one of its rounds. @template Own What the run itself has to remember, as JSON. */
export interface TrainingCheckpoint<Own> {
  /** Rounds that are done. */
  readonly round: number;
  /** Validations since the best. */
  readonly sinceBest: number;
  readonly spentMs: number;
  readonly own: Own;
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly best: LlmSrecState;
  readonly validations: readonly LlmSrecValidation[];
}

interface Index<Own> extends Omit<TrainingCheckpoint<Own>, "parameters" | "best"> {
  readonly key: string;
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly bestValidation: LlmSrecValidation;
}

/** Where checkpoints lie, and whose they are. */
export interface CheckpointPlace {
  /** Of the training's work. */
  readonly workFolder: string;
  /** Stands for data, teacher, language model, options and seed: only the same training may go on from it. */
  readonly key: string;
  /** Told in a line if a checkpoint is there that cannot be gone on from. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/**
 * Writes a checkpoint in the place of the one before, whole or not at all.
 *
 * @throws {DomainError} `DISK_FULL`
 */
export async function saveCheckpoint<Own>(
  { workFolder, key }: CheckpointPlace,
  { parameters, best, ...rest }: TrainingCheckpoint<Own>,
): Promise<void> {
  const arrays = Object.entries({ ...arraysOf("now/", parameters), ...arraysOf("best/", best.parameters), ...statesOf(best) }); // prettier-ignore
  const index: Index<Own> = {
    ...rest,
    key,
    arrays: arrays.map(([name, { shape }]) => ({ name, shape })),
    bestValidation: best.validation,
  };
  const parts = [Buffer.from(`${JSON.stringify(index)}\n`), ...arrays.map(([, { data }]) => bytesOf(data))];
  const path = join(workFolder, FILE);
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, [Buffer.from(`${sha256(parts)}\n`), ...parts], { flush: true });
    await rename(partial, path);
    await nodeFileSystem.syncFolder(workFolder);
  } catch (error) {
    throw writingFault(path, error);
  }
}

/** The checkpoint of this training, if there is one; one that is damaged, or of another training, is as good as none. */
export async function readCheckpoint<Own>({
  workFolder,
  key,
  onNotice,
}: CheckpointPlace): Promise<TrainingCheckpoint<Own> | null> {
  const path = join(workFolder, FILE);
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (bytes === null) return null;
  const [checksum, content] = cutAfterLine(bytes);
  if (sha256([content]) !== checksum) {
    onNotice?.(`The checkpoint ${JSON.stringify(path)} is damaged: the training begins anew`);
    return null;
  }
  const [line, numbers] = cutAfterLine(content);
  const { key: keyOfFile, arrays, bestValidation, ...rest } = JSON.parse(line) as Index<Own>;
  if (keyOfFile !== key) {
    onNotice?.(`The checkpoint ${JSON.stringify(path)} is of another training: this one begins anew`);
    return null;
  }
  const values = arraysIn(numbers, arrays);
  const best = { parameters: named(values, "best/"), cached: cachedOf(values), validation: bestValidation };
  return { ...rest, parameters: named(values, "now/"), best };
}

/** Forgets it: what came of the training is kept elsewhere. */
export async function removeCheckpoint(workFolder: string): Promise<void> {
  await rm(join(workFolder, FILE), { force: true });
}

function sha256(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** The first line, and what follows it; all is the first line where there is no second. */
function cutAfterLine(bytes: Buffer): [string, Buffer] {
  const end = bytes.indexOf(LINE_END);
  return end < 0
    ? [bytes.toString(), bytes.subarray(bytes.length)]
    : [bytes.toString("utf8", 0, end), bytes.subarray(end + 1)];
}

function arraysIn(numbers: Buffer, arrays: Index<unknown>["arrays"]): Map<string, InitialParameter> {
  const values = new Map<string, InitialParameter>();
  let at = numbers.byteOffset;
  for (const { name, shape } of arrays) {
    const end = at + shape.reduce((product, size) => product * size, 1) * BYTES_PER_NUMBER;
    values.set(name, { shape, data: new Float32Array(numbers.buffer.slice(at, end)) });
    at = end;
  }
  return values;
}

const STATISTICS = ["out", "lastItem", "item"] as const;

function statesOf({ cached: { items, statistics } }: LlmSrecState): Record<string, InitialParameter> {
  const arrays: Record<string, InitialParameter> = { "states/items": { shape: [items.length], data: items } };
  for (const name of STATISTICS) {
    const { means, deviations } = statistics[name];
    arrays[`states/${name}/means`] = { shape: [means.length], data: means };
    arrays[`states/${name}/deviations`] = { shape: [deviations.length], data: deviations };
  }
  return arrays;
}

function cachedOf(arrays: ReadonlyMap<string, InitialParameter>): LlmSrecState["cached"] {
  const data = (name: string) => arrays.get(`states/${name}`)!.data;
  const of = (name: (typeof STATISTICS)[number]) => ({
    means: data(`${name}/means`),
    deviations: data(`${name}/deviations`),
  });
  return { items: data("items"), statistics: { out: of("out"), lastItem: of("lastItem"), item: of("item") } };
}

function arraysOf(
  prefix: string,
  parameters: Readonly<Record<string, InitialParameter>>,
): Record<string, InitialParameter> {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [prefix + name, parameter]));
}

function named(arrays: ReadonlyMap<string, InitialParameter>, prefix: string): Record<string, InitialParameter> {
  const own = [...arrays].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, parameter]) => [name.slice(prefix.length), parameter]));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
