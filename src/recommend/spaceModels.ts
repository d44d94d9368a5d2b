import type { Clock } from "../domain/clock.js";
import type { Logger } from "../domain/logger.js";
import type { SpaceId } from "../domain/spaceId.js";

import type { LoadedModel } from "./loadedModel.js";
import type { ModelLease } from "./modelLease.js";
import { startPatience, type Patience } from "./patience.js";

/** After a model could not be loaded, how long until it is tried again. */
const RETRY_MS = 10_000;

/**
 * Models besides the served one that stay loaded: the one before it, others that cursors of older answers need. What their
 * processes hold counts in the pool's memory, which ends the longest unused where there is too little.
 */
const MAX_OTHERS = 2;

/**
 * How long requests wait for a model that was promoted elsewhere, counted from when this process learned of it: most
 * models load in well under a second, and few clients wait for an answer much longer than this.
 */
const SWITCH_WAIT_MS = 2_000;

/** What the models of a space are kept with. */
export interface SpaceModelsOptions {
  readonly space: SpaceId;
  /** Loads a model and warms it; null is popularity. */
  readonly load: (modelVersionId: string | null) => Promise<LoadedModel>;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long requests wait for a newly promoted model before the one before it answers them, in milliseconds. */
  readonly switchWaitMs?: number | undefined;
}

/**
 * The loaded models of one space: the one that answers, others that older cursors or a coming promotion need. A change
 * of the served version counts in the next answer, which waits for the new model to be loaded and warm; and it drops no
 * request: where that takes too long, or fails, the old one answers.
 */
export class SpaceModels {
  private serving: LoadedModel | null = null;
  /** Loaded and not serving, in order of use, the longest unused first. */
  private readonly others = new Map<string | null, LoadedModel>();
  private readonly loading = new Map<string | null, Promise<void>>();
  private readonly retiring = new Map<string | null, Promise<void>>();
  private switching: Promise<void> | null = null;
  private wanted: string | null | undefined;
  private wantedSince = 0;
  /** For the wanted model, from when it was first wanted. */
  private patience: Patience | null = null;
  private failed: { readonly modelVersionId: string | null; readonly atMs: number; readonly error: unknown } | null =
    null;

  constructor(private readonly options: SpaceModelsOptions) {}

  /**
   * A lease of what answers now. Where the wanted model is not loaded, the caller waits for it, for as long as the
   * space's patience lasts; then the one that served before answers. A model that cannot be loaded is for the one before
   * it, or popularity, to stand in for.
   *
   * @param modelVersionId The served version, as the caller read it.
   * @param readSince When the caller began to read it, in ticks of `now`: what was read before the last change says
   *   nothing about the present.
   * @param now The present tick.
   */
  async lease(modelVersionId: string | null, readSince: number, now: number): Promise<ModelLease> {
    if (modelVersionId !== this.wanted && readSince >= this.wantedSince) {
      this.wanted = modelVersionId;
      this.wantedSince = now;
      this.patience = startPatience(this.options.switchWaitMs ?? SWITCH_WAIT_MS);
    }
    await this.awaitWanted();
    while (this.serving === null) await this.switchTo(this.wanted ?? null);
    return this.serving.lease();
  }

  /** What kept this model from being loaded when it was last tried; null if nothing did, or it is not wanted. */
  faultOf(modelVersionId: string | null): { readonly error: unknown } | null {
    const isMissing = modelVersionId === this.wanted && this.serving?.modelVersionId !== modelVersionId;
    return isMissing && this.failed?.modelVersionId === modelVersionId ? this.failed : null;
  }

  /** Whether something else stands in for the model that should serve, because that could not be loaded. */
  get isDegraded(): boolean {
    return this.wanted !== undefined && this.faultOf(this.wanted) !== null;
  }

  /**
   * A lease of exactly this model.
   *
   * @throws {DomainError} Whatever keeps it from being loaded.
   */
  async leaseOf(modelVersionId: string | null): Promise<ModelLease> {
    for (;;) {
      if (this.serving?.modelVersionId === modelVersionId) return this.serving.lease();
      const other = this.others.get(modelVersionId);
      if (other !== undefined) {
        this.keep(other);
        return other.lease();
      }
      await this.load(modelVersionId);
    }
  }

  /** Ends all models, once their answers are given. */
  async close(): Promise<void> {
    await Promise.allSettled(this.loading.values());
    for (const model of this.others.values()) this.retire(model);
    if (this.serving !== null) this.retire(this.serving);
    this.others.clear();
    this.serving = null;
    await Promise.all(this.retiring.values());
  }

  /** While one model serves and another is wanted: waits for the switch, which all callers share. */
  private async awaitWanted(): Promise<void> {
    const { patience } = this;
    for (;;) {
      const wanted = this.wanted ?? null;
      if (this.serving?.modelVersionId !== wanted) this.swapIfLoaded(wanted);
      if (this.serving === null || this.serving.modelVersionId === wanted || this.failedLately(wanted)) return;
      const switching = this.switchTo(wanted).catch(() => undefined); // logged by `load`; the old one goes on answering
      if (patience === null || patience.isOver) return;
      await Promise.race([switching, patience.over]);
    }
  }

  private failedLately(modelVersionId: string | null): boolean {
    const { failed } = this;
    return failed?.modelVersionId === modelVersionId && this.options.clock() - failed.atMs < RETRY_MS;
  }

  /** One switch at a time; whoever finds one under way waits for it, and looks again. */
  private switchTo(modelVersionId: string | null): Promise<void> {
    return (this.switching ??= this.load(modelVersionId)
      .catch(async (error: unknown) => {
        this.failed = { modelVersionId, atMs: this.options.clock(), error };
        if (this.serving !== null || modelVersionId === null) throw error;
        await this.load(null);
        this.swapIfLoaded(null);
      })
      .then(() => {
        this.swapIfLoaded(modelVersionId);
      })
      .finally(() => {
        this.switching = null;
      }));
  }

  private swapIfLoaded(modelVersionId: string | null): void {
    const next = this.others.get(modelVersionId);
    if (next === undefined) return;
    this.others.delete(modelVersionId);
    const previous = this.serving;
    this.serving = next;
    if (this.failed?.modelVersionId === modelVersionId) this.failed = null;
    if (previous !== null) this.keep(previous); // pages and explanations of its answers are still asked for
  }

  /** Loads a model into `others`; concurrent callers share it. */
  private load(modelVersionId: string | null): Promise<void> {
    const known = this.loading.get(modelVersionId);
    if (known !== undefined) return known;
    const loading = this.loadAndKeep(modelVersionId).finally(() => this.loading.delete(modelVersionId));
    this.loading.set(modelVersionId, loading);
    return loading;
  }

  private async loadAndKeep(modelVersionId: string | null): Promise<void> {
    await this.retiring.get(modelVersionId);
    if (this.others.has(modelVersionId)) return;
    try {
      this.keep(await this.options.load(modelVersionId));
    } catch (error) {
      const { space, log } = this.options;
      log.error(
        { space, modelVersionId, err: error },
        `Cannot load model "${modelVersionId ?? "popularity"}": ${messageOf(error)}`,
      );
      throw error;
    }
  }

  private keep(model: LoadedModel): void {
    this.others.delete(model.modelVersionId);
    this.others.set(model.modelVersionId, model);
    for (const [oldestId, oldest] of this.others) {
      if (this.others.size <= MAX_OTHERS) break;
      this.others.delete(oldestId);
      this.retire(oldest);
    }
  }

  private retire(model: LoadedModel): void {
    const { modelVersionId } = model;
    const retiring = model
      .retire()
      .catch((error: unknown) => {
        this.options.log.warn({ modelVersionId, err: error }, "a model did not end cleanly");
      })
      .finally(() => {
        if (this.retiring.get(modelVersionId) === retiring) this.retiring.delete(modelVersionId);
      });
    this.retiring.set(modelVersionId, retiring);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
