import { randomUUID } from "node:crypto";

import { DomainError } from "../domain/domainError.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import type { TrainingRun as TrainingRunRow } from "./generated/client.js";
import { RUN_CHANNEL } from "./notificationChannel.js";
import { queryRows } from "./queryRows.js";
import { telling } from "./telling.js";
import type { TrainingEnd, TrainingProgress, TrainingRun } from "./trainingRun.js";

/** `$2` is the worker that reports, or null for whoever may speak for any. */
const UNFINISHED_OF_WORKER = `id = $1 and state in ('QUEUED', 'RUNNING') and ($2::text is null or "workerId" = $2)`;

/** The training runs. At most one of a space is unfinished; every change is told on the channel `sequitur_run`. */
export class TrainingRunRepository {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `TRAINING_RUNNING`, `UNKNOWN_SPACE`. */
  async create(
    space: SpaceId,
    wanted: { readonly kind: TrainingRun["kind"]; readonly options: object },
  ): Promise<TrainingRun> {
    const run = await this.change(
      `insert into "TrainingRun" ("spaceId", id, kind, options) values ($1, $2, $3, $4)
       on conflict ("spaceId") where state in ('QUEUED', 'RUNNING') do nothing`,
      [space, randomUUID(), wanted.kind, JSON.stringify(wanted.options)],
    );
    if (run) return run;
    throw new DomainError(
      "TRAINING_RUNNING",
      `Cannot start training: space "${space}" has a run that is queued or running; wait for it or cancel it`,
    );
  }

  async find(space: SpaceId, id: string): Promise<TrainingRun | null> {
    const row = await this.database.prisma.trainingRun.findUnique({ where: { spaceId_id: { spaceId: space, id } } });
    return row && fromRow(row);
  }

  /** A page of the space's runs, newest first. @param page `after`: the id of the last run of the page before. */
  async page(
    space: SpaceId,
    page: { readonly first: number; readonly after?: string | undefined },
  ): Promise<readonly TrainingRun[]> {
    const rows = await this.database.prisma.trainingRun.findMany({
      where: { spaceId: space },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: page.first,
      ...(page.after === undefined ? {} : { cursor: { spaceId_id: { spaceId: space, id: page.after } }, skip: 1 }),
    });
    return rows.map(fromRow);
  }

  /** All unfinished runs, of every space, oldest first. */
  async listUnfinished(): Promise<readonly TrainingRun[]> {
    const rows = await this.database.prisma.trainingRun.findMany({
      where: { state: { in: ["QUEUED", "RUNNING"] } },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    return rows.map(fromRow);
  }

  /** Makes a worker the one that the run belongs to; a later claim takes it over. @returns Null if the run has ended, or is gone. */
  claim(id: string, workerId: string): Promise<TrainingRun | null> {
    return this.change(
      `update "TrainingRun" set state = 'RUNNING', "workerId" = $2, attempts = attempts + 1, "heartbeatAt" = now(),
         "startedAt" = coalesce("startedAt", now())
       where id = $1 and state in ('QUEUED', 'RUNNING')`,
      [id, workerId],
    );
  }

  /** A sign of life, told to nobody. @returns False if the run is no longer that worker's, or has ended. */
  async heartbeat(id: string, workerId: string | null = null): Promise<boolean> {
    const rows = await queryRows(
      this.database,
      `update "TrainingRun" set "heartbeatAt" = now() where ${UNFINISHED_OF_WORKER} returning id`,
      [id, workerId],
    );
    return rows.length > 0;
  }

  /** Where the worker is; a sign of life as well. @returns False if the run is no longer that worker's, or has ended. */
  async progress(id: string, progress: TrainingProgress, workerId: string | null = null): Promise<boolean> {
    const run = await this.change(
      `update "TrainingRun" set progress = $3, "heartbeatAt" = now() where ${UNFINISHED_OF_WORKER}`,
      [id, workerId, JSON.stringify(progress)],
    );
    return run !== null;
  }

  /**
   * Asks for the end of a run. One that no worker has claimed ends at once; else its worker looks for the request.
   *
   * @throws {DomainError} `UNKNOWN_RUN`, `RUN_ENDED`.
   */
  async requestCancel(space: SpaceId, id: string): Promise<TrainingRun> {
    const run = await this.change(
      `update "TrainingRun" set "cancelRequestedAt" = coalesce("cancelRequestedAt", now()),
         "endedAt" = case when state = 'QUEUED' then now() end,
         state = case when state = 'QUEUED' then 'CANCELLED'::"TrainingState" else state end
       where "spaceId" = $1 and id = $2 and state in ('QUEUED', 'RUNNING')`,
      [space, id],
    );
    if (run) return run;
    if (!(await this.find(space, id)))
      throw new DomainError("UNKNOWN_RUN", `Cannot cancel run "${id}": space "${space}" has no such run`);
    throw new DomainError("RUN_ENDED", `Cannot cancel run "${id}": it has ended already`);
  }

  /** Whether a worker should stop: the run was cancelled, or is gone with its space. */
  async isCancelRequested(id: string): Promise<boolean> {
    const rows = await queryRows<{ cancelled: boolean }>(
      this.database,
      `select "cancelRequestedAt" is not null as cancelled from "TrainingRun" where id = $1`,
      [id],
      "run-cancelled",
    );
    return rows[0]?.cancelled ?? true;
  }

  /** Ends a run. @returns Null, and nothing is changed, if it is no longer that worker's, has ended already, or is gone. */
  finish(id: string, end: TrainingEnd, workerId: string | null = null): Promise<TrainingRun | null> {
    return this.change(
      `update "TrainingRun" set state = $3, error = $4, "modelVersionId" = $5, "endedAt" = now()
       where ${UNFINISHED_OF_WORKER}`,
      [id, workerId, end.state, end.error ?? null, end.modelVersionId ?? null],
    );
  }

  /** Remembers the job of the queue that carries the run. */
  async setQueueJob(id: string, jobId: string): Promise<void> {
    await queryRows(this.database, `update "TrainingRun" set "queueJobId" = $2 where id = $1`, [id, jobId]);
  }

  private async change(text: string, values: readonly unknown[]): Promise<TrainingRun | null> {
    const [row] = await queryRows<TrainingRunRow>(this.database, telling(RUN_CHANNEL, text), values);
    return row ? fromRow(row) : null;
  }
}

function fromRow(row: TrainingRunRow): TrainingRun {
  return row as unknown as TrainingRun; // the JSON columns hold what this class wrote into them
}
