/** @file What a training that was cut off goes on from. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { DomainError } from "../../../domain/domainError.js";
import type { InitialParameter } from "../../runtime/trainer.js";
import type { LlmSrecState, LlmSrecValidation } from "./validator.js";

const FOLDER = "checkpoint";
const INDEX = "checkpoint.json";
const NUMBERS = "checkpoint.f32";
const BYTES_PER_NUMBER = 4;

/** A training after one of its rounds. */
export interface TrainingCheckpoint {
  /** Rounds that are done. */
  readonly round: number;
  /** Validations since the best. */
  readonly sinceBest: number;
  /** Steps or milliseconds, whatever the run counts. */
  readonly spentMs: number;
  readonly parameters: Readonly<Record<string, InitialParameter>>;
  readonly best: LlmSrecState;
  readonly validations: readonly LlmSrecValidation[];
}

interface Index {
  readonly key: string;
  readonly round: number;
  readonly sinceBest: number;
  readonly spentMs: number;
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly bestValidation: LlmSrecValidation;
  readonly validations: readonly LlmSrecValidation[];
}

/**
 * Writes a checkpoint in the place of the one before, whole or not at all.
 *
 * @param folder Of the training's work.
 * @param key Stands for data, teacher, language model, options and seed: only the same training may go on from it.
 * @throws {DomainError} `DISK_FULL`
 */
export async function saveCheckpoint(folder: string, key: string, checkpoint: TrainingCheckpoint): Promise<void> {
  const { round, sinceBest, spentMs, validations, best } = checkpoint;
  const arrays = Object.entries({ ...arraysOf("now/", checkpoint.parameters), ...arraysOf("best/", best.parameters), ...statesOf(best) }); // prettier-ignore
  const index: Index = {
    ...{ key, round, sinceBest, spentMs, validations },
    arrays: arrays.map(([name, { shape }]) => ({ name, shape })),
    bestValidation: best.validation,
  };
  const partial = join(folder, `${FOLDER}.partial`);
  const target = join(folder, FOLDER);
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, NUMBERS), Buffer.concat(arrays.map(([, { data }]) => bytesOf(data))));
    await writeFile(join(partial, INDEX), JSON.stringify(index));
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOSPC") throw cause;
    throw new DomainError("DISK_FULL", `Cannot write checkpoint "${target}": the disk has no space left`, { cause });
  }
}

/** The checkpoint of this training, if there is one; one of another training is as good as none. */
export async function readCheckpoint(folder: string, key: string): Promise<TrainingCheckpoint | null> {
  const path = join(folder, FOLDER);
  const text = await readFile(join(path, INDEX), "utf8").catch(() => null);
  if (text === null) return null;
  const index = JSON.parse(text) as Index;
  if (index.key !== key) return null;
  const bytes = await readFile(join(path, NUMBERS));
  const arrays = new Map<string, InitialParameter>();
  let at = 0;
  for (const { name, shape } of index.arrays) {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + length * BYTES_PER_NUMBER)); // prettier-ignore
    arrays.set(name, { shape, data });
    at += length * BYTES_PER_NUMBER;
  }
  const { round, sinceBest, spentMs, validations, bestValidation } = index;
  const best = { parameters: named(arrays, "best/"), cached: cachedOf(arrays), validation: bestValidation };
  return { round, sinceBest, spentMs, validations, parameters: named(arrays, "now/"), best };
}

/** Forgets it: the training has ended. */
export async function removeCheckpoint(folder: string): Promise<void> {
  await rm(join(folder, FOLDER), { recursive: true, force: true });
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
