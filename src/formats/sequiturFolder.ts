import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { DomainError } from "../domain/domainError.js";
import { EVENT_MEANINGS, type EventMeaning, type EventMeanings } from "../domain/eventMeaning.js";
import { userId } from "../domain/userId.js";
import type { DataFile } from "./dataFile.js";
import type { DataSource } from "./dataSource.js";
import { findFile } from "./findFile.js";
import { headerColumns } from "./headerColumns.js";
import { idText } from "./idText.js";
import { parseAttributes } from "./parseAttributes.js";
import { DEFAULT_TYPE, RATING_TYPE, parseInteraction } from "./parseInteraction.js";
import { parseItemObject } from "./parseItemObject.js";
import { parseTimestamp } from "./parseTimestamp.js";
import { holds } from "./holds.js";
import type { Place } from "./place.js";
import type { Reader } from "./reader.js";
import { readJsonLines } from "./readJsonLines.js";
import { readTable, type ParseFields } from "./readTable.js";
import type { ReaderOptions } from "./readerOptions.js";
import type { SourceInteraction } from "./sourceInteraction.js";
import type { SourceUser } from "./sourceUser.js";

const INTERACTIONS = "interactions.csv";

/** What `dataset.json` may say; other keys are for people. */
interface Description {
  readonly name: string;
  readonly timestampKind: "unix" | "ordinal";
  readonly eventMeanings: EventMeanings;
  readonly cutOff: string | null;
}

/** Our own folder: `interactions.csv`, and where present `items.jsonl`, `users.jsonl` (each also with `.gz`) and `dataset.json`. */
export const sequiturFolder: Reader = {
  looksFor: "interactions.csv",
  recognises: (place) => Promise.resolve(holds(place, INTERACTIONS)),
  open,
};

async function open({ path, folder }: Place, { latestMs }: ReaderOptions): Promise<DataSource> {
  const interactions = findFile(folder, INTERACTIONS);
  if (!interactions)
    throw new DomainError("BAD_DATA", `Cannot read "${path}": it holds no interactions.csv or interactions.csv.gz`);
  const description = await describe(path, folder.get("dataset.json"));
  const list = (file: DataFile | undefined) => (file ? [file] : []);
  const parts = {
    items: list(findFile(folder, "items.jsonl")),
    users: list(findFile(folder, "users.jsonl")),
    interactions: [interactions],
  };
  return {
    format: "sequitur",
    ...description,
    files: [...parts.items, ...parts.users, ...parts.interactions],
    parts,
    items: () => readJsonLines(parts.items, parseItemObject),
    users: () => readJsonLines(parts.users, parseUserObject),
    interactions: () =>
      readTable({
        files: parts.interactions,
        dialect: { delimiter: ",", quotes: true },
        columns: "header",
        parser: (header, file) => interactionParser(header, file, description.timestampKind, latestMs),
      }),
  };
}

function interactionParser(
  header: readonly string[],
  file: DataFile,
  timestampKind: Description["timestampKind"],
  latestMs: number,
): ParseFields<SourceInteraction> {
  const at = headerColumns(header, file, ["userId", "itemId", "timestamp"], ["type", "rating", "weight", "value"]);
  const valueAt = [at.value, at.rating, at.weight].find((place) => place >= 0) ?? -1;
  const defaultType = at.rating >= 0 ? RATING_TYPE : DEFAULT_TYPE;
  const notation = timestampKind === "unix" ? "seconds" : "ordinal";
  return (fields) =>
    parseInteraction({
      user: fields[at.userId] ?? "",
      item: fields[at.itemId] ?? "",
      timestamp: parseTimestamp(fields[at.timestamp] ?? "", notation, latestMs),
      type: at.type < 0 ? defaultType : (fields[at.type] ?? ""),
      value: fields[valueAt] ?? "",
    });
}

function parseUserObject({ id, attributes = {}, ...others }: Readonly<Record<string, unknown>>): SourceUser {
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes))
    throw new DomainError("BAD_DATA", "Cannot use attributes: an object is wanted");
  return { id: userId(idText(id)), attributes: parseAttributes({ ...others, ...attributes }) };
}

async function describe(path: string, file: DataFile | undefined): Promise<Description> {
  const refuse = (what: string) => new DomainError("BAD_DATA", `Cannot read "${file?.path ?? path}": ${what}`);
  let value: unknown = {};
  if (file) {
    const text = await readFile(file.path, "utf8");
    try {
      value = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      throw refuse("it is no JSON");
    }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse("it is no JSON object");
  const {
    name = basename(path),
    timestampKind = "unix",
    eventMeanings = {},
    cutOff,
  } = value as Record<string, unknown>;
  if (typeof name !== "string" || name === "") throw refuse("its name is no text");
  if (timestampKind !== "unix" && timestampKind !== "ordinal")
    throw refuse(`its timestampKind is ${JSON.stringify(timestampKind)}, "unix" or "ordinal" is wanted`);
  if (!isMeanings(eventMeanings))
    throw refuse(`its eventMeanings are malformed: event types with one of ${EVENT_MEANINGS.join(", ")} are wanted`);
  return { name, timestampKind, eventMeanings, cutOff: momentOf(cutOff) };
}

/** Snapshots say `{ takenAt }`, people perhaps just when; what is no date is a remark of theirs and no fault. */
function momentOf(cutOff: unknown): string | null {
  const moment: unknown =
    typeof cutOff === "object" && cutOff !== null && "takenAt" in cutOff ? cutOff.takenAt : cutOff;
  if (typeof moment !== "string" || Number.isNaN(Date.parse(moment))) return null;
  return new Date(moment).toISOString();
}

function isMeanings(value: unknown): value is EventMeanings {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((meaning) => EVENT_MEANINGS.includes(meaning as EventMeaning))
  );
}
