import { meaningOf, type EventMeanings } from "../domain/eventMeaning.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import type { HistoryEntry, InteractionRepository } from "../store/interactionRepository.js";

import type { UserHistory } from "./userHistory.js";

/** Ids held over all histories: some 50 MB at 50 bytes an id, its time and its place in an array. */
const MAX_CACHED_IDS = 1_000_000;

/** No model reads further back. */
const MAX_SEQUENCE_LENGTH = 1000;

/** Longer than any person's history; keeps the log of a runaway script from filling the memory. */
const MAX_LOG_LENGTH = 200_000;

interface Cached {
  readonly history: Promise<UserHistory>;
  /** How many ids it holds; 0 until it is read. */
  ids: number;
}

/** Which state of whose history is wanted. */
export interface HistoryKey {
  readonly space: SpaceId;
  readonly user: UserId;
  /** The version as of which the log is read: later events are left out. */
  readonly version: bigint;
  readonly meanings: EventMeanings;
}

/**
 * Reads users' histories, and keeps those that were used last. A version of a history never changes and is never used
 * for another one, so nothing has to be invalidated: what is asked for by the present version is the present history.
 */
export class UserHistories {
  private readonly cached = new Map<string, Cached>(); // in order of use, the longest unused first
  private ids = 0;

  constructor(
    private readonly interactions: InteractionRepository,
    private readonly maximumIds = MAX_CACHED_IDS,
  ) {}

  /** The history; concurrent callers share one read. */
  read(key: HistoryKey): Promise<UserHistory> {
    const name = cacheName(key);
    const known = this.cached.get(name);
    if (known !== undefined) {
      this.cached.delete(name);
      this.cached.set(name, known);
      return known.history;
    }
    const history = this.load(key);
    const entry: Cached = { history, ids: 0 };
    this.cached.set(name, entry);
    history.then(
      (loaded) => {
        this.account(name, entry, loaded);
      },
      () => this.cached.get(name) === entry && this.cached.delete(name), // the caller sees the error; the next one tries again
    );
    return history;
  }

  /** Drops what is held of a user. */
  forget(space: SpaceId, user: UserId): void {
    const prefix = userPrefix(space, user);
    for (const [name, entry] of this.cached) if (name.startsWith(prefix)) this.drop(name, entry);
  }

  private async load({ space, user, version, meanings }: HistoryKey): Promise<UserHistory> {
    const entries = await this.interactions.history(space, user, { atVersion: version, limit: MAX_LOG_LENGTH });
    return userHistoryOf(entries, meanings);
  }

  private account(name: string, entry: Cached, { sequence, seen, rejected }: UserHistory): void {
    if (this.cached.get(name) !== entry) return; // forgotten while it was read
    entry.ids = sequence.length + seen.length + rejected.length + 1;
    this.ids += entry.ids;
    for (const [oldest, dropped] of this.cached) {
      if (this.ids <= this.maximumIds) break;
      this.drop(oldest, dropped);
    }
  }

  private drop(name: string, entry: Cached): void {
    this.cached.delete(name);
    this.ids -= entry.ids;
  }
}

function userHistoryOf(entries: readonly HistoryEntry[], meanings: EventMeanings): UserHistory {
  const eventsOf = (wanted: "POSITIVE" | "NEGATIVE"): readonly HistoryEntry[] =>
    entries.filter(({ type }) => meaningOf(meanings, type) === wanted);
  const positive = eventsOf("POSITIVE");
  const newest = positive.slice(-MAX_SEQUENCE_LENGTH);
  return {
    sequence: newest.map(({ itemId }) => itemId),
    times: newest.map(({ dated, occurredAt }) => (dated ? occurredAt.getTime() : null)),
    seen: [...new Set(positive.map(({ itemId }) => itemId))],
    rejected: [...new Set(eventsOf("NEGATIVE").map(({ itemId }) => itemId))],
    events: entries.length,
  };
}

function userPrefix(space: SpaceId, user: UserId): string {
  return `${space}\n${user}\n`; // neither can hold a line break
}

function cacheName({ space, user, version, meanings }: HistoryKey): string {
  return `${userPrefix(space, user)}${version}\n${JSON.stringify(meanings)}`;
}
