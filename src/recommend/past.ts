import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { RankLanguage } from "../ml/index.js";
import type { ServingState } from "../store/servingStateRepository.js";

import type { Subject } from "./checkedSubject.js";
import type { CursorContent } from "./cursorContent.js";
import { cursorExpired } from "./cursorExpired.js";
import { historyKey } from "./historyKey.js";
import type { HistoryKey, UserHistories } from "./userHistories.js";
import type { UserHistory } from "./userHistory.js";

/** What a ranking starts from. */
export interface Past {
  /** Item ids, oldest first. */
  readonly sequence: readonly string[];
  /** When each of `sequence` happened, in milliseconds since 1970; null where the log has no date, or as a whole for a history that was sent. */
  readonly times: readonly (number | null)[] | null;
  readonly seen: readonly string[];
  readonly rejected: readonly string[];
  /** Null for a history that was sent. */
  readonly historyVersion: bigint | null;
  /** Whose sequence it is, and which; null for a history that was sent. */
  readonly name: { readonly key: string; readonly historyVersion: string } | null;
  /** What the language model knew of the user on the first page; null on that page, or where none takes part. */
  readonly language: RankLanguage | null;
}

/** Whose past is wanted, as it is now or as a cursor says. */
export interface PastQuery {
  readonly space: SpaceId;
  readonly subject: Subject;
  readonly state: ServingState;
  readonly cursor: CursorContent | null;
}

/**
 * Reads what a ranking starts from: with a cursor the sequence that the answer began with, but everything seen since.
 *
 * @throws {DomainError} `UNKNOWN_USER`; `CURSOR_EXPIRED` if what the cursor names is gone.
 */
export async function readPast(histories: UserHistories, query: PastQuery): Promise<Past> {
  const { space, subject, state, cursor } = query;
  const { userId, history } = subject;
  if (userId === null)
    return {
      ...{ sequence: history, seen: [...new Set(history)], rejected: [], times: null },
      ...{ historyVersion: null, name: null, language: cursor?.language ?? null },
    };
  const { user, eventMeanings: meanings } = state;
  if (user === null) throw cursor === null ? unknownUser(userId) : cursorExpired();
  const key = { space, user: userId, meanings, version: user.historyVersion };
  const now = await histories.read(key);
  const version = cursor?.historyVersion ?? key.version;
  const { sequence, times } = version === key.version ? now : await readEarlier(histories, { ...key, version }, key);
  // Not the id alone: what was known of a user who was deleted says nothing of one who has the id now.
  const owner = `${userId}\n${user.createdAt.getTime()}`;
  const name = { key: owner, historyVersion: historyKey(version, meanings) };
  const language = cursor?.language == null ? null : await readLanguage(histories, cursor.language, { name, key });
  return { ...now, sequence, times, historyVersion: version, name, language };
}

/** A version of the log before the present one; versions above 0 hold events, so that one without any is of a user who was deleted. */
async function readEarlier(histories: UserHistories, wanted: HistoryKey, present: HistoryKey): Promise<UserHistory> {
  const then = await histories.read(wanted);
  if (wanted.version > present.version || (wanted.version > 0n && then.events === 0)) throw cursorExpired();
  return then;
}

/** What the language model is to go on with; where it knew an earlier version, with the history of that. */
async function readLanguage(
  histories: UserHistories,
  { historyVersion }: RankLanguage,
  { name, key }: { readonly name: NonNullable<Past["name"]>; readonly key: HistoryKey },
): Promise<RankLanguage> {
  if (historyVersion === null || historyVersion === name.historyVersion) return { historyVersion };
  const version = BigInt(historyVersion.split("-")[0] ?? "");
  if (historyKey(version, key.meanings) !== historyVersion) throw cursorExpired(); // the events mean something else now
  const { sequence, times } = await readEarlier(histories, { ...key, version }, key);
  return { historyVersion, history: sequence, times };
}

function unknownUser(userId: string): DomainError {
  return new DomainError(
    "UNKNOWN_USER",
    `Cannot recommend to user ${JSON.stringify(userId)}: this space does not know it; log an interaction of it, write the user, or send a history instead`,
  );
}
