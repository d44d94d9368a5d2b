import type { Logger } from "../../domain/logger.js";
import { inferenceCommand } from "./inferenceCommand.js";
import type { InferenceModel } from "./inferenceModel.js";
import type { InferenceSource } from "./inferenceSource.js";
import { ProcessModel } from "./processModel.js";

/** How inference processes are kept. */
export interface InferencePoolOptions {
  /** What all processes together may hold, in MiB; beyond it the least recently used end. One process may always run. */
  readonly memoryMb: number;
  /** Threads within an operation, for each process. */
  readonly threads: number;
  /** The same for each language process, of which a model with a language model has one more; default: as many. */
  readonly languageThreads?: number;
  readonly log: Logger;
  /** Program and arguments that start `inferenceChild`; by default as this program was started. */
  readonly childCommand?: readonly string[];
  /** Calls of one model that may wait; more are refused. */
  readonly mostPendingCalls?: number;
}

/** At a millisecond each a full queue is a quarter of a second: longer, and clients have given up on those at its end. */
const DEFAULT_MOST_PENDING_CALLS = 256;

/** What a process without a model takes, measured; reserved before one is started. */
const BARE_PROCESS_MB = 50;

const BYTES_PER_MB = 2 ** 20;

/** Models in processes of their own, one each: inference can neither block nor bring down the process that answers clients. */
export class InferencePool {
  /** The least recently used first. */
  private readonly models = new Map<string, ProcessModel>();
  /** One for every process, of closed models too. */
  private readonly ends = new Set<Promise<void>>();
  private isClosed = false;

  constructor(private readonly options: InferencePoolOptions) {}

  /**
   * The model of a key, ready to rank. Whoever opens a key that is open gets the same model.
   *
   * @throws {DomainError} `UNKNOWN_ARTIFACT` or `ARTIFACT_CORRUPT`; then opening the key again tries again.
   */
  async open(source: InferenceSource): Promise<InferenceModel> {
    const model = this.models.get(source.key) ?? this.add(source);
    this.use(source.key, model);
    try {
      await model.load();
    } catch (error) {
      if (this.models.get(source.key) === model) this.models.delete(source.key);
      throw error;
    }
    return model;
  }

  /** Ends all processes once their calls are answered; no call is answered after that. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.models.values()].map((model) => model.release()));
    this.models.clear();
    await Promise.all(this.ends);
  }

  private add(source: InferenceSource): ProcessModel {
    const { threads, languageThreads = threads, log, childCommand, mostPendingCalls } = this.options;
    const model: ProcessModel = new ProcessModel({
      source,
      command: childCommand ?? inferenceCommand(),
      threads,
      languageThreads,
      mostPendingCalls: mostPendingCalls ?? DEFAULT_MOST_PENDING_CALLS,
      log,
      onUse: () => {
        this.use(source.key, model);
      },
      onStart: () => {
        if (this.isClosed) throw new Error(`Cannot start an inference process for "${source.key}": the pool is closed`);
        this.makeRoom(model, BARE_PROCESS_MB * BYTES_PER_MB);
      },
      onStarted: (ended) => {
        this.ends.add(ended);
        void ended.then(() => this.ends.delete(ended));
      },
      onGrowth: () => {
        this.makeRoom(model, 0);
      },
      onClose: () => {
        if (this.models.get(source.key) === model) this.models.delete(source.key);
      },
    });
    this.models.set(source.key, model);
    return model;
  }

  /** Makes the model the most recently used, unless it was closed. */
  private use(key: string, model: ProcessModel): void {
    if (this.models.get(key) !== model) return;
    this.models.delete(key);
    this.models.set(key, model);
  }

  /** Ends the longest unused processes until all others, with `moreBytes`, fit. */
  private makeRoom(wanted: ProcessModel, moreBytes: number): void {
    const { memoryMb, log } = this.options;
    const others = [...this.models].filter(([, model]) => model !== wanted && model.rssBytes > 0);
    let heldBytes = others.reduce((sum, [, model]) => sum + model.rssBytes, wanted.rssBytes + moreBytes);
    for (const [key, model] of others) {
      if (heldBytes <= memoryMb * BYTES_PER_MB) return;
      heldBytes -= model.rssBytes;
      log.info({ key }, "an inference process ends to make room");
      void model.release();
    }
  }
}
