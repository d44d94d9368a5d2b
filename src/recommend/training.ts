import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";
import { settleTrainingOptions } from "../jobs/settleTrainingOptions.js";
import { trainingOptions, type TrainingOptionsInput } from "../jobs/trainingOptions.js";
import type { TrainingQueue } from "../jobs/trainingQueue.js";
import type { InteractionRepository } from "../store/interactionRepository.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import type { Notifications } from "../store/notifications.js";
import type { TrainingRun } from "../store/trainingRun.js";
import type { TrainingRunRepository } from "../store/trainingRunRepository.js";

import { checkedFirst } from "./checkedFirst.js";
import { isGeneratedId } from "./isGeneratedId.js";
import type { Page } from "./page.js";
import { decodePageCursor, encodePageCursor } from "./pageCursor.js";
import type { PageInput } from "./pageInput.js";
import { pageOf } from "./pageOf.js";
import { runChanges } from "./runChanges.js";

export type { TrainingOptionsInput } from "../jobs/trainingOptions.js";
export type { TrainingRun } from "../store/trainingRun.js";

/** What training runs are started and followed with. */
export interface TrainingDependencies {
  readonly runs: TrainingRunRepository;
  readonly interactions: InteractionRepository;
  readonly queue: TrainingQueue;
  readonly notifications: Notifications;
  /** Whom trainings with a language model may learn from. */
  readonly versions: ModelVersionRepository;
  /** The language model of trainings that name none: a path, a name of the hub, or `catalogue`. */
  readonly languageModel: string;
}

/** The training runs of a space. */
export class Training {
  constructor(private readonly dependencies: TrainingDependencies) {}

  /**
   * Queues a training run; a worker, here or elsewhere, takes it.
   *
   * @throws {DomainError} `BAD_INPUT`, `UNKNOWN_SPACE`; `TRAINING_RUNNING` if one of the space has not ended;
   *   `NOTHING_TO_TRAIN` if the log is empty; `UNKNOWN_MODEL` if there is no teacher; `UNKNOWN_LANGUAGE_MODEL`.
   */
  async start(space: SpaceId, input: TrainingOptionsInput = {}): Promise<TrainingRun> {
    const wanted = trainingOptions(input);
    const { runs, interactions, queue } = this.dependencies;
    if ((await interactions.page(space, { first: 1 })).length === 0)
      throw new DomainError("NOTHING_TO_TRAIN", "Cannot train: the log is empty, log or import interactions first");
    const options = await settleTrainingOptions(space, wanted, this.dependencies);
    const run = await runs.create(space, { kind: options.kind, options: { ...options } });
    try {
      await queue.enqueue(run);
    } catch (cause) {
      await runs.finish(run.id, { state: "FAILED", error: "Cannot queue the run: the queue does not take it" });
      throw cause;
    }
    return run;
  }

  /**
   * Asks for a run to be cancelled: at once if no worker has it yet, else within a second.
   *
   * @throws {DomainError} `UNKNOWN_RUN`, `RUN_ENDED`.
   */
  async cancel(space: SpaceId, id: string): Promise<TrainingRun> {
    const { runs, queue } = this.dependencies;
    await this.known(space, id);
    const run = await runs.requestCancel(space, id);
    if (run.endedAt !== null) await queue.remove(run); // no worker had it; one that takes its job now finds it ended
    return run;
  }

  /** The run, or null. */
  async find(space: SpaceId, id: string): Promise<TrainingRun | null> {
    return isGeneratedId(id) ? this.dependencies.runs.find(space, id) : null;
  }

  /** The runs, newest first. @throws {DomainError} `BAD_INPUT`, `CURSOR_INVALID`. */
  async page(space: SpaceId, { first, after }: PageInput): Promise<Page<TrainingRun>> {
    const size = checkedFirst(first);
    const [afterId] = after == null ? [] : decodePageCursor("training runs", after, 1);
    const read = await this.dependencies.runs.page(space, {
      first: size + 1,
      ...(afterId !== undefined && { after: afterId }),
    });
    return pageOf(read, size, ({ id }) => encodePageCursor("training runs", [id]));
  }

  /**
   * The run as it is now, then after every change until it has ended, whatever process works on it. A slow reader gets
   * the newest state, not every one.
   *
   * @throws {DomainError} `UNKNOWN_RUN`, on the first step.
   */
  async *progress(space: SpaceId, id: string): AsyncGenerator<TrainingRun, void, void> {
    const changes = runChanges(this.dependencies.notifications, id);
    try {
      let last = "";
      for (;;) {
        const run = await this.known(space, id);
        const state = JSON.stringify(run);
        if (state !== last) yield run;
        if (run.endedAt !== null) return;
        last = state;
        await changes.next();
      }
    } finally {
      changes.close();
    }
  }

  private async known(space: SpaceId, id: string): Promise<TrainingRun> {
    const run = await this.find(space, id);
    if (run === null) throw new DomainError("UNKNOWN_RUN", `Cannot find training run ${JSON.stringify(id)}`);
    return run;
  }
}
