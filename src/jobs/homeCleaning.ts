import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import type { Logger } from "../domain/logger.js";
import type { TrainingRunRepository } from "../store/trainingRunRepository.js";
import type { HomeFolders } from "./homeFolders.js";
import { periodically, type Periodical } from "./periodically.js";
import { PARTIAL_SUFFIX } from "./trainingSnapshot.js";

const CLEAN_EVERY_MS = 60_000;

/** Snapshots of ended runs that a space keeps, so that the last trainings can be repeated. */
const KEPT_SNAPSHOTS = 2;

/** Logs of ended runs that are kept. */
const KEPT_LOGS = 50;

/** What is cleaned. */
export interface HomeCleaningOptions {
  readonly folders: HomeFolders;
  readonly runs: TrainingRunRepository;
  readonly cleanEveryMs?: number;
  readonly log: Logger;
}

/** Deletes what ended runs left behind: half artifacts and half snapshots all, whole snapshots and logs but for the newest. */
export function startHomeCleaning(options: HomeCleaningOptions): Periodical {
  return periodically(options.cleanEveryMs ?? CLEAN_EVERY_MS, () => clean(options), options.log);
}

async function clean({ folders, runs }: HomeCleaningOptions): Promise<void> {
  // Listed before the runs are read: what a run begins in between is not among them.
  const works = await namesIn(folders.work);
  const spaces = await namesIn(folders.snapshots);
  const snapshots = new Map(
    await Promise.all(spaces.map(async (space) => [space, await namesIn(join(folders.snapshots, space))] as const)),
  );
  const logs = await namesIn(folders.logs);
  const isActive = await activity(runs);
  await removeAll(
    folders.work,
    works.filter((runId) => !isActive(runId)),
  );
  for (const [space, names] of snapshots) {
    const folder = join(folders.snapshots, space);
    const ended = names.filter((name) => !isActive(name.replace(PARTIAL_SUFFIX, "")));
    const [partial, whole] = [
      ended.filter((name) => name.endsWith(PARTIAL_SUFFIX)),
      ended.filter((name) => !name.endsWith(PARTIAL_SUFFIX)),
    ];
    await removeAll(folder, [...partial, ...(await allButNewest(folder, whole, KEPT_SNAPSHOTS))]);
  }
  const endedLogs = logs.filter((name) => !isActive(name.replace(/\.log$/, "")));
  await removeAll(folders.logs, await allButNewest(folders.logs, endedLogs, KEPT_LOGS));
}

async function activity(runs: TrainingRunRepository): Promise<(runId: string) => boolean> {
  const active = new Set((await runs.listUnfinished()).map(({ id }) => id));
  return (runId) => active.has(runId);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function allButNewest(folder: string, names: readonly string[], kept: number): Promise<readonly string[]> {
  const dated = await Promise.all(
    names.map(async (name) => ({ name, changedMs: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return dated
    .sort((a, b) => b.changedMs - a.changedMs)
    .slice(kept)
    .map(({ name }) => name);
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}
