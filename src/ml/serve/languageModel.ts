import { DomainError } from "../../domain/domainError.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { InferenceCall } from "./inferenceMessage.js";
import type { ItemVectorStore } from "./itemVectorStore.js";
import type { LanguageItem } from "./languageItem.js";
import { LanguageProcess, type LanguageProcessOptions } from "./languageProcess.js";
import { LanguageQueue } from "./languageQueue.js";
import { LaterItems } from "./laterItems.js";
import type { OmittedVectors } from "./omittedVectors.js";
import type { Ranking } from "./ranking.js";
import type { RankRequest } from "./rankRequest.js";
import { UserVectorCache } from "./userVectorCache.js";
import { withinTime } from "./withinTime.js";

/** Ten to twenty seconds of work: who waits behind more has had an answer without the language model long ago. */
const MOST_WAITING = 64;
const MOST_USERS = 10_000;
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
}

interface TimedHistory {
  readonly history: readonly string[];
  readonly times: readonly (number | null)[] | undefined;
}

/** A model's language model as rankings use it: never waited for longer than a request has time, and never a reason to fail. */
export class LanguageModel {
  readonly laterItems: LaterItems;
  private readonly process: LanguageProcess;
  private readonly queue = new LanguageQueue(MOST_WAITING);
  private readonly cache = new UserVectorCache(MOST_USERS);
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
      compute: (titles) => this.ask<Float32Array>({ type: "itemVectors", titles }, { isBehind: true }),
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
    const languageVersion = subject?.historyVersion ?? SENT;
    const known = subject === undefined ? null : this.cache.get(subject.key, languageVersion);
    if (known !== null) return { vector: known, freshness: "FRESH", languageVersion };
    const reading = this.read({ history, times }, subject);
    const read = latencyBudgetMs > 0 ? await withinTime(reading, latencyBudgetMs, null) : null;
    if (read === UNREADABLE) return NO_PART;
    return read === null ? this.stale(subject) : { vector: read, freshness: "FRESH", languageVersion };
  }

  /** The vectors that tell which entries of a history count; null if there are none, or they cannot be had now. */
  async omittedVectors({ history, times, ranker = "auto" }: ExplainRequest): Promise<OmittedVectors | null> {
    if (ranker === "cf-srec" || ranker === "popular" || history.length === 0) return null;
    const omitted = await this.ask<OmittedVectors>({ type: "omittedVectors", history: this.items({ history, times }) });
    const untold = Math.max(0, history.length - MOST_TOLD);
    return omitted && { ...omitted, indices: omitted.indices.map((index) => untold + index) };
  }

  private stale(subject: RankRequest["subject"]): UserLanguage {
    const stale = subject === undefined ? null : this.cache.newest(subject.key);
    if (stale === null) return NOTHING_YET;
    return { vector: stale.vector, freshness: "LLM_STALE", languageVersion: stale.version };
  }

  private async ofLaterPage(request: RankRequest, version: string | null): Promise<UserLanguage> {
    const { subject, language } = request;
    if (version === null) return request.history.length === 0 ? NO_PART : NOTHING_YET;
    const freshness = version === (subject?.historyVersion ?? SENT) ? "FRESH" : "LLM_STALE";
    const known = subject === undefined ? null : this.cache.get(subject.key, version);
    if (known !== null) return { vector: known, freshness, languageVersion: version };
    const told = language?.history === undefined ? request : language;
    const timed = { history: told.history ?? [], times: told.times };
    const read = await this.read(timed, subject && { key: subject.key, historyVersion: version }, {
      isLaterPage: true,
    });
    if (read === null || read === UNREADABLE)
      throw new DomainError(
        "CURSOR_EXPIRED",
        "Cannot go on from this cursor: what the language model knew of the user is gone, start again without it",
      );
    return { vector: read, freshness, languageVersion: version };
  }

  /** Computes a vector once, for all who ask for it; of a user's versions that wait, the last alone. */
  private read(timed: TimedHistory, subject: RankRequest["subject"], { isLaterPage = false } = {}): Promise<Read> {
    const name = subject === undefined ? null : JSON.stringify([subject.key, subject.historyVersion]);
    const underWay = name === null ? undefined : this.computing.get(name);
    if (underWay !== undefined) return underWay;
    const reading = this.compute(timed, subject, isLaterPage);
    if (name === null) return reading;
    this.computing.set(name, reading);
    return reading.finally(() => this.computing.delete(name));
  }

  private async compute(timed: TimedHistory, subject: RankRequest["subject"], isLaterPage: boolean): Promise<Read> {
    const key = isLaterPage ? null : (subject?.key ?? null);
    const call = { type: "userVector", history: this.items(timed) } as const;
    const read = await this.ask<Read>(call, { key }, (vector) => vector ?? UNREADABLE);
    if (read !== null && read !== UNREADABLE && subject !== undefined)
      this.cache.add(subject.key, { version: subject.historyVersion, vector: read }, { isEarlier: isLaterPage });
    return read;
  }

  /** Asks the process when it is its turn; null if it cannot answer now, which is logged. */
  private async ask<Answer>(
    call: InferenceCall,
    options: { readonly key?: string | null; readonly isBehind?: boolean } = {},
    answered: (value: Answer | null) => Answer | null = (value) => value,
  ): Promise<Answer | null> {
    const { key, log } = this.options;
    const onRefused = (): void => {
      log.warn({ key, call: call.type }, "the language model was not asked: too many wait for it");
    };
    try {
      const work = async () => answered((await this.process.call(call)) as Answer | null);
      return await this.queue.submit(work, { ...options, onRefused });
    } catch (error) {
      log.warn({ key, call: call.type, err: error }, "the language model gave no answer; it is done without");
      return null;
    }
  }

  private items({ history, times }: TimedHistory): readonly LanguageItem[] {
    const untold = Math.max(0, history.length - MOST_TOLD);
    return history.slice(untold).map((id, index) => {
      return { id, title: this.laterItems.titleOf(id), time: times?.[untold + index] ?? null };
    });
  }
}
