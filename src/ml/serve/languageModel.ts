import { createHash } from "node:crypto";

import { DomainError } from "../../domain/domainError.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { InferenceCall } from "./inferenceMessage.js";
import type { ItemVectorStore } from "./itemVectorStore.js";
import type { LanguageItem } from "./languageItem.js";
import { LanguageProcess, type LanguageProcessOptions } from "./languageProcess.js";
import { LanguageQueue } from "./languageQueue.js";
import { LanguageUnavailable } from "./languageUnavailable.js";
import { LaterItems } from "./laterItems.js";
import type { OmittedVectors } from "./omittedVectors.js";
import type { Ranking } from "./ranking.js";
import type { RankRequest } from "./rankRequest.js";
import { UserVectorCache } from "./userVectorCache.js";
import { withinTime } from "./withinTime.js";

/** Ten to twenty seconds of work: who waits behind more has had an answer without the language model long ago. */
const MOST_WAITING = 64;
const MOST_USERS = 10_000;
/** Histories that were sent are kept apart: there may be a new one with every request, and none may push out a user. */
const MOST_SENT = 1_000;
const DEFAULT_BUDGET_MS = 150;
/** Entries of a history that are told at all: far more than any teacher reads. */
const MOST_TOLD = 2_000;
/** `Ranking.languageVersion` of a history that was sent. */
const SENT = "";

/** What a ranking is given of the language model, and what its answer says of it. */
export interface UserLanguage extends Pick<Ranking, "freshness" | "languageVersion"> {
  readonly vector: Float32Array | null;
}

/** The language model takes no part. */
const NO_PART: UserLanguage = { vector: null, freshness: null, languageVersion: null };
/** It takes part, and has nothing to give yet. */
const NOTHING_YET: UserLanguage = { vector: null, freshness: "CF_ONLY", languageVersion: null };

/** A history of which nothing can be read. */
const UNREADABLE = "unreadable";
type Read = Float32Array | typeof UNREADABLE | null;

/** How a language model is kept. */
export interface LanguageModelOptions extends LanguageProcessOptions {
  readonly store: ItemVectorStore | undefined;
  /** V */
  readonly vectorWidth: number;
  /** Called with vectors of new items, to hand them to rankings. */
  readonly onVectors: (ids: readonly string[], vectors: Float32Array) => Promise<void>;
  /** Called with new items whose vectors are to be forgotten. */
  readonly onForgotten: (ids: readonly string[]) => Promise<void>;
}

interface TimedHistory {
  readonly history: readonly string[];
  readonly times: readonly (number | null)[] | undefined;
}

/** Where what is read of a history is kept: by user and version, or by what was sent. */
interface Place {
  readonly cache: UserVectorCache;
  readonly key: string;
  readonly version: string;
}

/** A model's language model as rankings use it: never waited for longer than a request has time, and never a reason to fail. */
export class LanguageModel {
  readonly laterItems: LaterItems;
  private readonly process: LanguageProcess;
  private readonly queue = new LanguageQueue(MOST_WAITING);
  private readonly users = new UserVectorCache(MOST_USERS);
  private readonly sent = new UserVectorCache(MOST_SENT);
  /** What is computed now or waits for it, by user and version. */
  private readonly computing = new Map<string, Promise<Read>>();

  constructor(private readonly options: LanguageModelOptions) {
    this.process = new LanguageProcess({
      ...options,
      onReady: () => {
        this.laterItems.resume();
      },
    });
    this.laterItems = new LaterItems({
      ...options,
      compute: (titles) => this.itemVectors(titles),
    });
  }

  get pid(): number | null {
    return this.process.pid;
  }

  get rssBytes(): number {
    return this.process.rssBytes;
  }

  /** See `LanguageProcess.start`. */
  start(): Promise<void> {
    return this.process.start();
  }

  /** The same; what another start may mend is no reason to fail. @throws {DomainError} If the artifact is at fault. */
  async load(): Promise<void> {
    await this.process.load().catch((error: unknown) => {
      if (error instanceof DomainError) throw error;
    });
  }

  /** Gives up what waits, and ends the process. Vectors of users are kept. */
  async stop(): Promise<void> {
    this.queue.clear();
    await this.process.stop();
  }

  /**
   * The vector to rank a request with.
   *
   * @throws {DomainError} `CURSOR_EXPIRED` if a later page cannot have the vector of the first.
   */
  async of(request: RankRequest): Promise<UserLanguage> {
    const { history, times, subject, language, ranker = "auto", latencyBudgetMs = DEFAULT_BUDGET_MS } = request;
    if (ranker === "cf-srec" || ranker === "popular") return NO_PART;
    if (language !== undefined) return this.ofLaterPage(request, language.historyVersion);
    if (history.length === 0) return NO_PART;
    const timed = { history, times };
    const place = this.placeOf(timed, subject);
    const read = this.known(timed, place) ?? (await this.readInTime(timed, place, latencyBudgetMs));
    if (read === UNREADABLE) return NO_PART;
    return read === null ? this.stale(place) : { vector: read, freshness: "FRESH", languageVersion: place.version };
  }

  /** The vectors that tell which entries of a history count; null if there are none, or they cannot be had now. */
  async omittedVectors({ history, times, ranker = "auto" }: ExplainRequest): Promise<OmittedVectors | null> {
    if (ranker === "cf-srec" || ranker === "popular" || history.length === 0) return null;
    const omitted = await this.ask<OmittedVectors>({ type: "omittedVectors", history: this.items({ history, times }) });
    const untold = Math.max(0, history.length - MOST_TOLD);
    return omitted && { ...omitted, indices: omitted.indices.map((index) => untold + index) };
  }

  private stale({ cache, key }: Place): UserLanguage {
    const stale = cache.newest(key);
    if (stale === null) return NOTHING_YET;
    return { vector: stale.vector, freshness: "LLM_STALE", languageVersion: stale.version };
  }

  private async ofLaterPage(request: RankRequest, version: string | null): Promise<UserLanguage> {
    const { subject, language } = request;
    if (version === null) return request.history.length === 0 ? NO_PART : NOTHING_YET;
    const freshness = version === (subject?.historyVersion ?? SENT) ? "FRESH" : "LLM_STALE";
    const read = language?.vector ?? (await this.readAgain(request, version));
    if (read === null || read === UNREADABLE)
      throw new DomainError(
        "CURSOR_EXPIRED",
        "Cannot go on from this cursor: what the language model knew of the user is gone, start again without it",
      );
    return { vector: read, freshness, languageVersion: version };
  }

  /** Reads what the first page knew, if that is not kept. */
  private async readAgain({ history, times, subject, language }: RankRequest, version: string): Promise<Read> {
    const isPresent = version === (subject?.historyVersion ?? SENT);
    const timed = language?.history === undefined ? { history, times } : { history: language.history, times: language.times }; // prettier-ignore
    const place = this.placeOf(timed, subject && { key: subject.key, historyVersion: version });
    const known = this.known(timed, place);
    // Of another version than the present one, the present history says nothing.
    const canRead = isPresent || language?.history !== undefined;
    return known ?? (canRead ? this.read(timed, place, { isLaterPage: true }) : null);
  }

  private placeOf({ history, times = [] }: TimedHistory, subject: RankRequest["subject"]): Place {
    if (subject !== undefined) return { cache: this.users, key: subject.key, version: subject.historyVersion };
    const digest = createHash("sha256")
      .update(JSON.stringify([history, times]))
      .digest("hex");
    return { cache: this.sent, key: `sent ${digest}`, version: SENT };
  }

  /** What was read of a history before; null if nothing was, or it can be read now. */
  private known({ history }: TimedHistory, { cache, key, version }: Place): Read {
    const known = cache.get(key, version);
    if (known === null || known.vector !== null) return known && known.vector;
    // What could not be read can be as soon as the catalogue has a title of it.
    return history.some((id) => this.laterItems.titleOf(id) !== null) ? null : UNREADABLE;
  }

  /** Reads a history, and waits for it as long as there is time. */
  private async readInTime(timed: TimedHistory, place: Place, timeMs: number): Promise<Read> {
    const reading = this.read(timed, place);
    return timeMs > 0 ? withinTime(reading, timeMs, null) : null;
  }

  /** Computes a vector once, for all who ask for it; of a user's versions that wait, the last alone. */
  private read(timed: TimedHistory, place: Place, { isLaterPage = false } = {}): Promise<Read> {
    const name = JSON.stringify([place.key, place.version]);
    const underWay = this.computing.get(name);
    if (underWay !== undefined) return underWay;
    const key = isLaterPage ? null : place.key;
    const call = { type: "userVector", history: this.items(timed) } as const;
    const reading = this.ask<Read>(call, { key }, (vector) => vector ?? UNREADABLE)
      .then((read) => {
        const vector = read === UNREADABLE ? null : read;
        if (read !== null) place.cache.add(place.key, { version: place.version, vector }, { isEarlier: isLaterPage });
        return read;
      })
      .finally(() => this.computing.delete(name));
    this.computing.set(name, reading);
    return reading;
  }

  /** Asks the process when it is its turn; null if it cannot answer now, which is logged. */
  private async ask<Answer>(
    call: InferenceCall,
    { key = null }: { readonly key?: string | null } = {},
    answered: (value: Answer | null) => Answer | null = (value) => value,
  ): Promise<Answer | null> {
    const { log } = this.options;
    const told = { key: this.options.key, call: call.type };
    const onRefused = (): void => {
      log.warn(told, "the language model was not asked: too many wait for it");
    };
    try {
      const work = async () => answered((await this.process.call(call)) as Answer | null);
      return await this.queue.submit(work, { key, onRefused });
    } catch (error) {
      log.warn({ ...told, err: error }, "the language model gave no answer; it is done without");
      return null;
    }
  }

  /** Behind what users wait for. @returns Null if the process cannot be asked now: it says when it is ready. */
  private async itemVectors(titles: readonly string[]): Promise<Float32Array | null> {
    try {
      const work = () => this.process.call({ type: "itemVectors", titles }) as Promise<Float32Array>;
      return await this.queue.submit(work, { isBehind: true });
    } catch (error) {
      if (error instanceof LanguageUnavailable) return null;
      throw error;
    }
  }

  private items({ history, times }: TimedHistory): readonly LanguageItem[] {
    const untold = Math.max(0, history.length - MOST_TOLD);
    return history.slice(untold).map((id, index) => {
      return { id, title: this.laterItems.titleOf(id), time: times?.[untold + index] ?? null };
    });
  }
}
