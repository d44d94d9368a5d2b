import type { Logger } from "../../domain/logger.js";
import type { InferenceCall } from "./inferenceMessage.js";
import { InferenceProcess } from "./inferenceProcess.js";
import { InferenceProcessEnded } from "./inferenceProcessEnded.js";
import { LanguageUnavailable } from "./languageUnavailable.js";
import { withinTime } from "./withinTime.js";

/** What a language process is kept by. */
export interface LanguageProcessOptions {
  /** For the log. */
  readonly key: string;
  readonly artifactFolder: string;
  readonly checksum: string | null;
  /** Starts `inferenceChild`. */
  readonly command: readonly string[];
  readonly threads: number;
  readonly log: Logger;
  /** See `ProcessModelOptions`. */
  readonly onStart: () => void;
  readonly onStarted: (ended: Promise<void>) => void;
  readonly onGrowth: () => void;
  /** Called whenever a process can be asked. */
  readonly onReady?: () => void;
  /** How long a call may take, and how long it may wait for a process to start, in milliseconds. */
  readonly callWithinMs?: number;
  /** See `PAUSES_MS`. */
  readonly pausesMs?: readonly number[];
}

/** As long as a request may take: nobody waits for what takes longer. */
const CALL_WITHIN_MS = 30_000;

/** Weights of gigabytes are checked and read from a slow disk in less. */
const OPEN_WITHIN_MS = 300_000;

/** What ran as long as this was no failure to start, however it ended. */
const STEADY_AFTER_MS = 60_000;

/**
 * Until the next start, by how many processes in a row did not start or ended soon: one that was killed is missed as shortly as may be,
 * one that cannot live with the memory there is costs a start a minute.
 */
const PAUSES_MS = [0, 5_000, 15_000, 30_000, 60_000];

/** The process that a model's language model runs in, apart from rankings: started with them, again when it dies or is stuck, ended with them. */
export class LanguageProcess {
  private starting: Promise<InferenceProcess> | null = null;
  /** That of `starting`. */
  private process: InferenceProcess | null = null;
  private isWanted = false;
  /** Processes in a row that did not start, or ended soon. */
  private failures = 0;
  private pause: NodeJS.Timeout | null = null;

  constructor(private readonly options: LanguageProcessOptions) {}

  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  /** Resident memory in bytes; 0 while it does not run. The weights are counted as far as they have been read. */
  get rssBytes(): number {
    return this.process?.rssBytes ?? 0;
  }

  /** Has it running, from now until `stop`. Never fails: what keeps it from running is logged, and it is tried again. */
  async start(): Promise<void> {
    await this.load().catch(() => undefined);
  }

  /** The same. @throws {Error} What keeps it from running. */
  async load(): Promise<void> {
    this.isWanted = true;
    await this.running();
  }

  /** Ends the process once the call under way is answered, or after a few seconds. */
  async stop(): Promise<void> {
    const { process } = this;
    this.isWanted = false;
    if (this.pause !== null) clearTimeout(this.pause);
    [this.starting, this.process, this.pause] = [null, null, null];
    await process?.close();
  }

  /**
   * Asks; a second process if the first one ends over it. One that is stuck is ended.
   *
   * @throws {LanguageUnavailable} If there is no process to ask.
   * @throws {Error} If there is no answer to this call: what the process threw, or that it ended or was stuck over it.
   */
  async call(call: InferenceCall): Promise<unknown> {
    const { callWithinMs = CALL_WITHIN_MS } = this.options;
    const process = await this.ready(callWithinMs);
    try {
      return await process.call(call, callWithinMs);
    } catch (error) {
      if (!(error instanceof InferenceProcessEnded)) throw error;
      await process.ended;
      const other = await this.ready(callWithinMs).catch(() => null);
      if (other !== null) return other.call(call, callWithinMs);
      throw error.wasClosing ? new LanguageUnavailable("its process is ended", { cause: error }) : error;
    }
  }

  private async ready(withinMs: number): Promise<InferenceProcess> {
    const running = this.running().catch((cause: unknown) => {
      if (cause instanceof LanguageUnavailable) throw cause;
      throw new LanguageUnavailable("its process did not start", { cause });
    });
    const process = await withinTime(running, withinMs, null);
    if (process === null) throw new LanguageUnavailable(`its process has not started within ${withinMs} ms`);
    return process;
  }

  /** Concurrent callers share one start. */
  private running(): Promise<InferenceProcess> {
    if (!this.isWanted) return Promise.reject(new LanguageUnavailable("its model is not in use"));
    if (this.starting !== null) return this.starting;
    if (this.pause !== null) return Promise.reject(new LanguageUnavailable("its process ended a moment ago"));
    const starting = this.open();
    this.starting = starting;
    starting.then(
      (process) => {
        if (this.starting === starting) this.begin(process);
      },
      (error: unknown) => {
        if (this.starting !== starting) return;
        this.options.log.error(
          { key: this.options.key, err: error },
          "a language process did not start; answers do without the language model until it does",
        );
        // Whoever waits for this start is told what kept it from running before it is tried again.
        this.startAgain(Math.max(1, this.failures));
      },
    );
    return starting;
  }

  /** The process can be asked, until it ends. */
  private begin(process: InferenceProcess): void {
    const { key, log, onGrowth, onReady } = this.options;
    log.info({ key, languagePid: process.pid }, "a language process is ready");
    const steady = setTimeout(() => (this.failures = 0), STEADY_AFTER_MS).unref();
    void process.ended.then(() => {
      clearTimeout(steady);
      if (this.process !== process) return; // it was told to end
      log.warn({ key }, "a language process ended by itself; another one starts");
      this.startAgain(this.failures);
    });
    onGrowth();
    onReady?.();
  }

  /** @param failures In a row before this one. */
  private startAgain(failures: number): void {
    const { pausesMs = PAUSES_MS } = this.options;
    const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0;
    [this.starting, this.process, this.failures] = [null, null, failures + 1];
    if (pauseMs === 0) {
      void this.start();
      return;
    }
    this.pause = setTimeout(() => {
      this.pause = null;
      void this.start();
    }, pauseMs).unref();
  }

  private async open(): Promise<InferenceProcess> {
    const { artifactFolder, checksum, command, threads, log, onStart, onStarted } = this.options;
    onStart();
    const process = new InferenceProcess(command, log);
    this.process = process;
    onStarted(process.ended);
    try {
      await process.call({ type: "openLanguage", artifactFolder, checksum, threads }, OPEN_WITHIN_MS);
    } catch (error) {
      void process.close();
      throw error;
    }
    return process;
  }
}
