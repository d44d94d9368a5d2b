import { UnrecoverableError, WaitingError, type Job } from "bullmq";

import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import type { Logger } from "../domain/logger.js";
import type { ArtifactStore, HubOptions } from "../ml/index.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import type { SpaceRepository } from "../store/spaceRepository.js";
import type { TrainingEnd, TrainingRun } from "../store/trainingRun.js";
import type { TrainingRunRepository } from "../store/trainingRunRepository.js";
import { faultForReaders } from "./faultForReaders.js";
import type { HomeFolders } from "./homeFolders.js";
import { ProgressReporter } from "./progressReporter.js";
import type { TrainingJob } from "./queueConnection.js";
import { watchRun } from "./runWatch.js";
import { attemptTraining } from "./trainingAttempt.js";
import { TrainingFault } from "./trainingFault.js";
import { MAX_ATTEMPTS } from "./trainingQueue.js";
import { TrainingStopped } from "./trainingStopped.js";
import { untilWritten } from "./untilWritten.js";

/** How often a run is taken up at all, by workers that died included. */
const MAX_CLAIMS = 12;

/** What runs are worked on with. */
export interface RunWorkerOptions {
  readonly runs: TrainingRunRepository;
  readonly spaces: SpaceRepository;
  readonly interactions: InteractionRepository;
  readonly versions: ModelVersionRepository;
  readonly artifacts: ArtifactStore;
  readonly folders: HomeFolders;
  /** The command line that starts this program: `train` and its arguments are added. */
  readonly program: readonly string[];
  /** The language model of runs that name none. */
  readonly languageModel: string;
  /** Where language models come from by name. */
  readonly hub: HubOptions;
  /** Unlike that of any other worker, also of those before a restart. */
  readonly workerId: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Takes the runs of jobs, one attempt after another, to their end. */
export class RunWorker {
  private readonly attempts = new Set<AbortController>();
  private isStopping = false;

  constructor(private readonly options: RunWorkerOptions) {}

  /**
   * Works on a job's run until the attempt ends. The row of the run says how; what is thrown tells the queue whether
   * to bring the job again.
   *
   * @param token What the queue knows this worker's hold on the job by.
   */
  async work(job: Job<TrainingJob>, token: string): Promise<void> {
    if (this.isStopping) return this.giveBack(job, token);
    const { runs, workerId, log } = this.options;
    const run = await runs.claim(job.data.runId, workerId);
    if (run === null) return; // cancelled, or ended by another worker
    log.info({ runId: run.id, space: run.spaceId, attempt: run.attempts }, "training begins");
    try {
      if (run.attempts > MAX_CLAIMS) throw new TrainingFault(wornOut(run), false);
      const modelVersionId = await this.attempt(run);
      await this.finish(run, { state: "SUCCEEDED", modelVersionId });
    } catch (error) {
      await this.settle(run, job, token, error);
    }
  }

  /** Stops every attempt under way; their jobs go back to the queue. */
  stop(): void {
    this.isStopping = true;
    for (const attempt of this.attempts) attempt.abort(new TrainingStopped("SHUTDOWN"));
  }

  private async attempt(run: TrainingRun): Promise<string> {
    const { runs, workerId, clock, log } = this.options;
    const attempt = new AbortController();
    this.attempts.add(attempt);
    if (this.isStopping) attempt.abort(new TrainingStopped("SHUTDOWN"));
    const stopWatching = watchRun({ runs, runId: run.id, workerId, attempt, clock, log });
    const write = (progress: Parameters<typeof runs.progress>[1]): Promise<unknown> =>
      runs.progress(run.id, progress, workerId);
    const reporter = new ProgressReporter({ write, clock, log });
    try {
      const report = reporter.report.bind(reporter);
      const version = await attemptTraining({ ...this.options, run, report, signal: attempt.signal });
      await reporter.flush();
      return version.id;
    } catch (error) {
      // Whatever failed after the attempt was stopped failed because of it.
      throw attempt.signal.aborted ? attempt.signal.reason : error;
    } finally {
      this.attempts.delete(attempt);
      await stopWatching();
      await reporter.flush();
    }
  }

  private async settle(run: TrainingRun, job: Job<TrainingJob>, token: string, error: unknown): Promise<void> {
    const { log } = this.options;
    if (error instanceof TrainingStopped) {
      log.info({ runId: run.id, reason: error.reason }, "training was stopped");
      if (error.reason === "CANCELLED") await this.finish(run, { state: "CANCELLED" });
      if (error.reason === "SHUTDOWN") await this.giveBack(job, token);
      return;
    }
    const isPassing = !(error instanceof DomainError) && !(error instanceof TrainingFault && !error.isPassing);
    const isLast = job.attemptsMade + 1 >= MAX_ATTEMPTS;
    log.error({ runId: run.id, error, isPassing, isLast }, "training failed");
    if (isPassing && !isLast) throw error;
    const message = faultForReaders(error);
    await this.finish(run, { state: "FAILED", error: message });
    throw new UnrecoverableError(message);
  }

  private async giveBack(job: Job<TrainingJob>, token: string): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError(); // BullMQ's word for: it is where it belongs already
  }

  /** The end of a run outlives a database that is away for a while. */
  private async finish(run: TrainingRun, end: TrainingEnd): Promise<void> {
    const { runs, workerId, log } = this.options;
    await untilWritten(() => runs.finish(run.id, end, workerId), log);
    log.info({ runId: run.id, ...end }, "training ended");
  }
}

function wornOut({ attempts }: TrainingRun): string {
  return `Cannot train: ${attempts - 1} workers took the run up, and none lived to end it`;
}
