import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { DomainError } from "../domain/domainError.js";
import type { EventMeanings } from "../domain/eventMeaning.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { LogSnapshot, SnapshotInteraction } from "../store/logSnapshot.js";
import { LineWriter } from "./lineWriter.js";

/** Ends the names of folders that are being written. */
export const PARTIAL_SUFFIX = ".partial";

/** What a snapshot is made of. */
export interface SnapshotRequest {
  readonly interactions: InteractionRepository;
  readonly space: SpaceId;
  readonly eventMeanings: EventMeanings;
  /** Where it is to be; what is there is replaced. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Items that are not among these are left out with their events; all are taken if left out. */
  readonly knownItems?: ReadonlySet<string> | undefined;
}

/** What a snapshot holds. */
export interface SnapshotSummary {
  readonly items: number;
  /** Events of deleted items are left out. */
  readonly interactions: number;
  /** What was left out because its items are not known; absent where all were taken. */
  readonly unknown?: { readonly items: number; readonly interactions: number };
  /** The last event of the log that it may hold. */
  readonly cutOff: { readonly lastSequence: string; readonly takenAt: string };
}

/**
 * Writes the log of a space, as it is in one moment, as a folder of our own format: whoever trains from it reads no
 * database, and `sequitur train --data` repeats the training. It is there whole or not at all.
 *
 * @throws {DomainError} `UNKNOWN_SPACE`, `DISK_FULL`.
 */
export async function writeTrainingSnapshot(request: SnapshotRequest): Promise<SnapshotSummary> {
  const partial = `${request.folder}${PARTIAL_SUFFIX}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const snapshot = await request.interactions.snapshot(request.space);
    try {
      const summary = await writeParts(snapshot, partial, request);
      await rm(request.folder, { recursive: true, force: true });
      await rename(partial, request.folder);
      return summary;
    } finally {
      await snapshot.close();
    }
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    if ((cause as NodeJS.ErrnoException).code === "ENOSPC")
      throw new DomainError("DISK_FULL", `Cannot write a snapshot to "${dirname(partial)}": the disk is full`, {
        cause,
      });
    throw cause;
  }
}

async function writeParts(
  snapshot: LogSnapshot,
  folder: string,
  { space, eventMeanings, signal, knownItems }: SnapshotRequest,
): Promise<SnapshotSummary> {
  const itemIds = new Map<string, boolean>();
  let items = 0;
  await writeLines(join(folder, "items.jsonl"), signal, async (write) => {
    for await (const { id, title, text, categories, attributes } of snapshot.items) {
      const isKnown = knownItems?.has(id) ?? true;
      itemIds.set(id, isKnown);
      if (!isKnown) continue;
      items++;
      await write(JSON.stringify({ id, title, text, categories, attributes }));
    }
  });
  const log = join(folder, "interactions.csv");
  let written = await writeInteractions(log, snapshot, itemIds, "unix", signal);
  const timestampKind = written.isDated ? "unix" : "ordinal";
  // One event without a date makes the whole log an order without dates; few logs have any, and those mostly at the start.
  if (timestampKind === "ordinal") written = await writeInteractions(log, snapshot, itemIds, timestampKind, signal);
  const cutOff = { lastSequence: snapshot.lastSequence.toString(), takenAt: snapshot.takenAt.toISOString() };
  const description = { name: space, timestampKind, eventMeanings, cutOff };
  await writeFile(join(folder, "dataset.json"), `${JSON.stringify(description, null, 2)}\n`);
  const unknown = { items: itemIds.size - items, interactions: written.unknown };
  return { items, interactions: written.count, ...(knownItems !== undefined && { unknown }), cutOff };
}

/** What was written of a log; it stops at the first event without a date if dates are asked for. */
interface WrittenLog {
  count: number;
  /** Events of items that are not known. */
  unknown: number;
  isDated: boolean;
}

async function writeInteractions(
  path: string,
  snapshot: LogSnapshot,
  isKnownOf: ReadonlyMap<string, boolean>,
  timestampKind: "unix" | "ordinal",
  signal: AbortSignal,
): Promise<WrittenLog> {
  const written: WrittenLog = { count: 0, unknown: 0, isDated: true };
  await rm(path, { force: true });
  await writeLines(path, signal, async (write) => {
    await write("userId,itemId,timestamp,type,value");
    for await (const event of snapshot.interactions) {
      written.isDated &&= event.dated;
      if (!written.isDated && timestampKind === "unix") return;
      const isKnown = isKnownOf.get(event.itemId);
      if (isKnown === false) written.unknown++;
      if (isKnown !== true) continue;
      await write(csvLine(event, timestampKind));
      written.count++;
    }
  });
  return written;
}

async function writeLines(
  path: string,
  signal: AbortSignal,
  produce: (write: (line: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const file = await LineWriter.create(path);
  let isWhole = false;
  try {
    await produce((line) => {
      signal.throwIfAborted();
      return file.write(line);
    });
    isWhole = true;
  } finally {
    await file.close({ abandon: !isWhole });
  }
}

function csvLine(event: SnapshotInteraction, timestampKind: "unix" | "ordinal"): string {
  const timeMs = event.occurredAt.getTime();
  const timestamp = timestampKind === "unix" ? timeMs / 1000 : timeMs;
  return [event.userId, event.itemId, timestamp, event.type, event.value ?? ""].map(csvField).join(",");
}

function csvField(value: string | number): string {
  const text = String(value);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
