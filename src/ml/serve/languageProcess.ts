import type { Logger } from "../../domain/logger.js";
import type { InferenceCall } from "./inferenceMessage.js";
import { InferenceProcess } from "./inferenceProcess.js";
import { InferenceProcessEnded } from "./inferenceProcessEnded.js";

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
}

/** How long after a start that failed the next one is tried. */
const RETRY_PAUSE_MS = 5_000;

/** The process that a model's language model runs in, apart from rankings: started with them, again when it dies, ended with them. */
export class LanguageProcess {
  private starting: Promise<InferenceProcess> | null = null;
  private live: InferenceProcess | null = null;
  private isWanted = false;
  private isPausing = false;

  constructor(private readonly options: LanguageProcessOptions) {}

  get pid(): number | null {
    return this.live?.pid ?? null;
  }

  /** Resident memory in bytes; 0 while it does not run. The weights are counted as far as they have been read. */
  get rssBytes(): number {
    return this.live?.rssBytes ?? 0;
  }

  /** Has it running, from now until `stop`. Never fails: what keeps it from running is logged, and the next call tries again. */
  async start(): Promise<void> {
    await this.load().catch(() => undefined);
  }

  /** The same. @throws {Error} What keeps it from running. */
  async load(): Promise<void> {
    this.isWanted = true;
    await this.running();
  }

  /** Ends the process once the call under way is answered. */
  async stop(): Promise<void> {
    this.isWanted = false;
    const { starting } = this;
    [this.starting, this.live] = [null, null];
    const process = await starting?.catch(() => null);
    await process?.close();
  }

  /**
   * Asks; a second process if the first one ends over it.
   *
   * @throws {InferenceProcessEnded} If the second ends as well.
   */
  async call(call: InferenceCall): Promise<unknown> {
    try {
      return await (await this.running()).call(call);
    } catch (error) {
      if (!(error instanceof InferenceProcessEnded) || !this.isWanted) throw error;
      return (await this.running()).call(call);
    }
  }

  private running(): Promise<InferenceProcess> {
    if (!this.isWanted) return Promise.reject(new InferenceProcessEnded("its model is not in use", true));
    if (this.starting !== null && this.live?.pid !== null) return this.starting;
    if (this.isPausing) return Promise.reject(new InferenceProcessEnded("it did not start a moment ago", false));
    this.live = null;
    const starting = this.open();
    this.starting = starting;
    const forget = (): void => {
      if (this.starting === starting) [this.starting, this.live] = [null, null];
    };
    starting.then(
      (process) => {
        if (this.starting === starting) this.live = process;
        void process.ended.then(() => {
          forget();
          if (process.isClosing) return;
          this.options.log.warn({ key: this.options.key }, "a language process ended by itself; another one starts");
          if (this.isWanted) void this.start();
        });
        this.options.onGrowth();
        this.options.onReady?.();
      },
      (error: unknown) => {
        forget();
        this.isPausing = true;
        setTimeout(() => (this.isPausing = false), RETRY_PAUSE_MS).unref();
        this.options.log.error(
          { key: this.options.key, err: error },
          "a language process did not start; answers do without the language model until it does",
        );
      },
    );
    return starting;
  }

  private async open(): Promise<InferenceProcess> {
    const { key, artifactFolder, checksum, command, threads, log, onStart, onStarted } = this.options;
    onStart();
    const process = new InferenceProcess(command, log);
    onStarted(process.ended);
    try {
      await process.call({ type: "openLanguage", artifactFolder, checksum, threads });
    } catch (error) {
      void process.close();
      throw error;
    }
    log.info({ key, languagePid: process.pid }, "a language process is ready");
    return process;
  }
}
