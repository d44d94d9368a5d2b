import type { Clock } from "../domain/clock.js";
import { DomainError } from "../domain/domainError.js";
import type { Logger } from "../domain/logger.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ArtifactStore, InferencePool } from "../ml/index.js";
import type { ItemRepository } from "../store/itemRepository.js";
import type { ItemVectorRepository } from "../store/itemVectorRepository.js";
import type { ModelVersionRepository } from "../store/modelVersionRepository.js";
import type { ServingStateRepository } from "../store/servingStateRepository.js";

import { LoadedModel } from "./loadedModel.js";
import type { ModelLease } from "./modelLease.js";
import { ServedCatalogue } from "./servedCatalogue.js";
import { SpaceModels } from "./spaceModels.js";

/** What models are served from. */
export interface ModelServerOptions {
  readonly pool: InferencePool;
  readonly artifacts: ArtifactStore;
  readonly versions: ModelVersionRepository;
  readonly items: ItemRepository;
  /** Keeps what a language model made of items that came after its training. */
  readonly itemVectors: ItemVectorRepository;
  readonly states: ServingStateRepository;
  readonly clock: Clock;
  readonly log: Logger;
  /** See `SpaceModelsOptions`. */
  readonly switchWaitMs?: number;
}

/** Has the model of every space that is asked for in memory, up to date, and changes it under load. */
export class ModelServer {
  private readonly spaces = new Map<SpaceId, SpaceModels>();
  private readonly refreshing = new Map<SpaceId, { again: boolean }>();
  private tick = 0;

  constructor(private readonly options: ModelServerOptions) {}

  /** To be called before a space's state is read, and handed to `lease` with what was read. */
  beginRead(): number {
    return this.tick;
  }

  /**
   * What ranks the next answer: see `SpaceModels.lease`.
   *
   * @param modelVersionId The served version, as the caller read it.
   * @param readSince What `beginRead` said before that.
   */
  lease(space: SpaceId, modelVersionId: string | null, readSince: number): Promise<ModelLease> {
    return this.modelsOf(space).lease(modelVersionId, readSince, ++this.tick);
  }

  /** Exactly this model, served or not. @throws {DomainError} Whatever keeps it from being loaded. */
  leaseOf(space: SpaceId, modelVersionId: string | null): Promise<ModelLease> {
    return this.modelsOf(space).leaseOf(modelVersionId);
  }

  /** Loads a model ahead of its promotion, so that the next answer comes from it. @throws {DomainError} As `leaseOf`. */
  async prepare(space: SpaceId, modelVersionId: string): Promise<void> {
    await this.artifactOf(space, modelVersionId); // which may be gone, although the model is loaded still
    (await this.leaseOf(space, modelVersionId)).release();
  }

  /** What keeps this process from serving a space's served model; null if nothing does, as far as was tried. */
  faultOf(space: SpaceId, modelVersionId: string): { readonly error: unknown } | null {
    return this.spaces.get(space)?.faultOf(modelVersionId) ?? null;
  }

  /** In how many spaces something else stands in for the served model. */
  get degradedSpaces(): number {
    return [...this.spaces.values()].filter(({ isDegraded }) => isDegraded).length;
  }

  /**
   * Follows a change of a space that another process told of, before a request needs it. Spaces that nobody asked
   * this process about are left alone. Never fails: the next request finds what is wrong.
   */
  async refresh(space: SpaceId): Promise<void> {
    if (!this.spaces.has(space)) return;
    const running = this.refreshing.get(space);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const turn = { again: true };
    this.refreshing.set(space, turn);
    try {
      while (turn.again) {
        turn.again = false;
        await this.followOnce(space);
      }
    } catch (error) {
      if (error instanceof DomainError && error.code === "UNKNOWN_SPACE") await this.forget(space);
      else
        this.options.log.warn({ space, err: error }, "a change of a space could not be followed before it was needed");
    } finally {
      this.refreshing.delete(space);
    }
  }

  /** Ends the models of a space that is gone. */
  async forget(space: SpaceId): Promise<void> {
    const models = this.spaces.get(space);
    this.spaces.delete(space);
    await models?.close();
  }

  /** Ends all models, once their answers are given. */
  async close(): Promise<void> {
    await Promise.all([...this.spaces.keys()].map((space) => this.forget(space)));
  }

  private async followOnce(space: SpaceId): Promise<void> {
    const readSince = this.beginRead();
    const { servedModelVersionId, catalogueVersion } = await this.options.states.read(space, null);
    const lease = await this.lease(space, servedModelVersionId, readSince);
    try {
      await lease.reachCatalogue(catalogueVersion);
    } finally {
      lease.release();
    }
  }

  private modelsOf(space: SpaceId): SpaceModels {
    const known = this.spaces.get(space);
    if (known !== undefined) return known;
    const { clock, log, switchWaitMs } = this.options;
    const models = new SpaceModels({ space, load: (id) => this.load(space, id), clock, log, switchWaitMs });
    this.spaces.set(space, models);
    return models;
  }

  private async load(space: SpaceId, modelVersionId: string | null): Promise<LoadedModel> {
    const { pool, items, itemVectors, states, clock, log } = this.options;
    const artifact =
      modelVersionId === null
        ? NO_ARTIFACT
        : { ...(await this.artifactOf(space, modelVersionId)), vectors: itemVectors.of(space, modelVersionId) };
    const model = await pool.open({ key: `${space}/${modelVersionId ?? "none"}`, ...artifact });
    const withPopularity = modelVersionId === null;
    const catalogue = new ServedCatalogue({ space, model, items, withPopularity, clock, log });
    const { catalogueVersion } = await states.read(space, null);
    await catalogue.reach(catalogueVersion);
    const someItems = await items.page(space, { first: 1 });
    // Warm: the first answer of a fresh process is the slow one.
    await model.rank({ history: someItems.map(({ id }) => id), exclude: [], limit: 1 });
    return new LoadedModel(modelVersionId, model, catalogue);
  }

  private async artifactOf(
    space: SpaceId,
    modelVersionId: string,
  ): Promise<{ artifactFolder: string; checksum: string }> {
    const version = await this.options.versions.find(space, modelVersionId);
    if (version === null)
      throw new DomainError("UNKNOWN_MODEL", `Cannot load model ${JSON.stringify(modelVersionId)}: it is unknown`);
    const { checksum } = version;
    return { artifactFolder: await this.options.artifacts.open(space, modelVersionId, checksum), checksum };
  }
}

const NO_ARTIFACT = { artifactFolder: null, checksum: null };
