import { DomainError } from "../../domain/domainError.js";
import type { Logger } from "../../domain/logger.js";
import type { CatalogueEntry } from "./catalogueEntry.js";
import { CatalogueJournal } from "./catalogueJournal.js";
import { Exclusive } from "./exclusive.js";
import type { Explanation } from "./explanation.js";
import type { ExplainRequest } from "./explainRequest.js";
import type { InferenceCall, OpenedModel } from "./inferenceMessage.js";
import type { CatalogueEntries, InferenceModel } from "./inferenceModel.js";
import { InferenceProcess } from "./inferenceProcess.js";
import { InferenceProcessEnded } from "./inferenceProcessEnded.js";
import type { InferenceSource } from "./inferenceSource.js";
import { LanguageModel } from "./languageModel.js";
import type { LaterItem } from "./laterItem.js";
import type { Ranking } from "./ranking.js";
import type { RankRequest } from "./rankRequest.js";

/** What a model needs of its pool. */
export interface ProcessModelOptions {
  readonly source: InferenceSource;
  /** Starts an inference process. */
  readonly command: readonly string[];
  readonly threads: number;
  /** Of the language process, where the model has one. */
  readonly languageThreads: number;
  readonly mostPendingCalls: number;
  readonly log: Logger;
  /** Called whenever the model is used. */
  readonly onUse: () => void;
  /** Called before a process is started. @throws {Error} If none may be. */
  readonly onStart: () => void;
  /** Called with what resolves when the process that was started is gone. */
  readonly onStarted: (ended: Promise<void>) => void;
  /** Called when the process may have grown. */
  readonly onGrowth: () => void;
  readonly onClose: () => void;
}

/** One life of the process. */
interface Run {
  /** The process, once it has the model and the catalogue. */
  readonly ready: Promise<InferenceProcess>;
  /** The same, for updates, which do not wait for a start: it takes them from the journal. */
  readonly live: InferenceProcess | null;
}

/** How a run starts. */
interface StartOptions {
  /** Called in the very turn in which the process has been told all of the catalogue. */
  readonly onLive: (process: InferenceProcess) => void;
  /** Whether the run has not been given up meanwhile. */
  readonly isWanted: () => boolean;
}

/** A model and the process that serves it, which comes and goes: started when needed, again after a crash, ended to make room. */
export class ProcessModel implements InferenceModel {
  private version = -1n;
  private journal = new CatalogueJournal(true);
  private readonly catalogueTurn = new Exclusive();
  private run: Run | null = null;
  /** Undefined until a process has said whether the model has one. */
  private language: LanguageModel | null | undefined;
  private pendingCalls = 0;
  private isRetired = false;

  constructor(private readonly options: ProcessModelOptions) {}

  get catalogueVersion(): bigint {
    return this.version;
  }

  get pid(): number | null {
    return this.run?.live?.pid ?? null;
  }

  get languagePid(): number | null {
    return this.language?.pid ?? null;
  }

  /** Resident memory of the processes, in bytes; 0 while none runs. */
  get rssBytes(): number {
    return (this.run?.live?.rssBytes ?? 0) + (this.language?.rssBytes ?? 0);
  }

  updateCatalogue(entries: CatalogueEntries, version: bigint, { reset = false } = {}): Promise<void> {
    return this.catalogueTurn.run(async () => {
      const journal = reset ? new CatalogueJournal(this.language !== null) : this.journal;
      if (reset) await this.tell({ type: "beginReplacement" });
      for await (const batch of batchesOf(entries))
        for (const chunk of journal.append(batch))
          this.addLaterItems(await this.tell({ type: "catalogue", chunk, isReplacement: reset }));
      if (reset) await this.tell({ type: "endReplacement" });
      this.journal = journal;
      this.version = version;
      await journal.compact();
      this.options.onGrowth();
    });
  }

  rank(request: RankRequest): Promise<Ranking> {
    return this.counted(async () => {
      await this.running();
      const { vector: userVector, ...told } = (await this.language?.of(request)) ?? NO_LANGUAGE;
      // What only the language model needs stays here.
      const call = { ...request, subject: undefined, times: undefined, language: undefined };
      const ranking = (await (await this.running()).call({ type: "rank", request: call, userVector })) as Ranking;
      // Where popularity stands in for broken scores, no vector had a say.
      return { ...ranking, ...told, languageVector: userVector, ...(ranking.fallback && { freshness: null }) };
    });
  }

  explain(request: ExplainRequest): Promise<readonly Explanation[]> {
    return this.counted(async () => {
      await this.running();
      const omitted = (await this.language?.omittedVectors(request)) ?? null;
      return (await (await this.running()).call({ type: "explain", request, omitted })) as readonly Explanation[];
    });
  }

  async close(): Promise<void> {
    this.isRetired = true;
    this.options.onClose();
    await this.release();
  }

  /** Has a process ready. @throws {DomainError} If the model cannot be loaded. */
  async load(): Promise<void> {
    await this.running();
    try {
      if (this.run !== null) await this.language?.load();
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Ends the process after its calls; the next call starts another one. */
  async release(): Promise<void> {
    const run = this.run;
    this.run = null;
    // At once: by the time that a start is over, the language process may belong to another run.
    const stopped = this.language?.stop();
    // A start that fails is reported to those who wait for it.
    const process = await run?.ready.catch(() => null);
    await Promise.all([process?.close(), stopped]);
  }

  /** Refuses calls beyond the bound. A call changes nothing outside of the process, so that it may be made again when that ended over it. */
  private async counted<T>(ask: () => Promise<T>): Promise<T> {
    const { source, mostPendingCalls, onUse } = this.options;
    if (this.pendingCalls >= mostPendingCalls) {
      throw new DomainError(
        "TOO_BUSY",
        `Cannot rank with "${source.key}": ${mostPendingCalls} calls wait already; try again later`,
      );
    }
    onUse();
    this.pendingCalls++;
    try {
      return await ask().catch((error: unknown) => {
        if (!(error instanceof InferenceProcessEnded)) throw error;
        return ask();
      });
    } finally {
      this.pendingCalls--;
      if (this.isRetired && this.pendingCalls === 0) void this.release();
    }
  }

  /** Concurrent callers share one start; one that failed, and a process that ended, are forgotten. */
  private running(): Promise<InferenceProcess> {
    // A process that has ended may not be forgotten yet: the calls that it left are the first to hear of it.
    if (this.run !== null && this.run.live?.pid !== null) return this.run.ready;
    let live: InferenceProcess | null = null;
    const ready = this.start({ onLive: (process) => (live = process), isWanted: () => this.run === run });
    const run: Run = {
      ready,
      get live() {
        return live;
      },
    };
    this.run = run;
    const forget = (): void => {
      if (this.run === run) this.run = null;
    };
    ready.then((process) => process.ended.then(forget), forget);
    return ready;
  }

  private async start({ onLive, isWanted }: StartOptions): Promise<InferenceProcess> {
    const { source, command, threads, log, onStart, onStarted, onGrowth } = this.options;
    onStart();
    const process = new InferenceProcess(command, log);
    onStarted(process.ended);
    try {
      const { artifactFolder, checksum } = source;
      const opened = (await process.call({ type: "open", artifactFolder, checksum, threads })) as OpenedModel;
      if (this.language === undefined) this.language = this.languageOf(opened);
      // Beside this process; whoever loads the model waits for it.
      if (isWanted()) void this.language?.start();
      await this.catalogueTurn.run(async () => {
        for (const chunk of this.journal.all())
          this.addLaterItems(await process.call({ type: "catalogue", chunk, isReplacement: false }));
        const described = this.language?.laterItems.vectors() ?? null;
        if (described !== null) await process.call({ type: "vectors", ...described });
        onLive(process);
      });
    } catch (error) {
      void process.close();
      throw error;
    }
    log.info({ key: source.key, inferencePid: process.pid }, "an inference process is ready");
    void process.ended.then(() => {
      if (!process.isClosing)
        log.warn({ key: source.key }, "an inference process ended by itself; the next call starts another one");
    });
    onGrowth();
    return process;
  }

  private languageOf({ vectorWidth }: OpenedModel): LanguageModel | null {
    const { source, languageThreads: threads, ...rest } = this.options;
    const { key, artifactFolder, checksum, vectors: store } = source;
    if (vectorWidth === null || artifactFolder === null) return null;
    const tellInTurn = (call: InferenceCall): Promise<void> =>
      this.catalogueTurn.run(async () => {
        await this.tell(call);
      });
    return new LanguageModel({
      ...rest,
      ...{ key, artifactFolder, checksum, store, threads, vectorWidth },
      onVectors: (ids, vectors) => tellInTurn({ type: "vectors", ids, vectors }),
      onForgotten: (ids) => tellInTurn({ type: "forgetVectors", ids }),
    });
  }

  private addLaterItems(reply: unknown): void {
    this.language?.laterItems.add((reply ?? []) as readonly LaterItem[]);
  }

  /** Tells the process, if one runs. One that ends meanwhile is no fault: the next one is told all of it. */
  private async tell(call: InferenceCall): Promise<unknown> {
    try {
      return await this.run?.live?.call(call);
    } catch (error) {
      if (!(error instanceof InferenceProcessEnded)) throw error;
      return null;
    }
  }
}

const NO_LANGUAGE = { vector: null, freshness: null, languageVersion: null } as const;

async function* batchesOf(entries: CatalogueEntries): AsyncGenerator<readonly CatalogueEntry[]> {
  if (Symbol.asyncIterator in entries) yield* entries;
  else yield entries;
}
