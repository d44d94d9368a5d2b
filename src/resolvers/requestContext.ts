import DataLoader from "dataloader";

import { DomainError } from "../domain/domainError.js";
import type { Item } from "../domain/item.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ApiKey } from "../recommend/apiKeys.js";
import type { Explanation } from "../recommend/explanation.js";
import type { ModelVersion } from "../recommend/models.js";
import type { Space } from "../recommend/spaces.js";
import type { UseCases } from "../recommend/useCases.js";

import type { AnsweredItem } from "./answeredItem.js";
import { explainAnswers } from "./explainAnswers.js";
import type { UsageMeter } from "./usageMeter.js";

/** Most ids of one batched read; the use case refuses longer lists. */
const MAX_BATCH = 1_000;

/** What a request is made of. */
export interface RequestContextOptions {
  /** The key that it was sent with; null: none. */
  readonly key: ApiKey | null;
  readonly useCases: UseCases;
  readonly meter: UsageMeter;
  /** Aborted when the request has run out of time; then no further field is begun. */
  readonly signal: AbortSignal;
  /** False for subscriptions, whose events are told from what is true then. */
  readonly isCaching: boolean;
  /** Asks again whether the key is good. */
  readonly isKeyGood: () => Promise<boolean>;
  /** How often a silent subscription asks so, in milliseconds. */
  readonly keyCheckMs: number;
}

/**
 * What resolvers know of their request: who asks, the use cases, and loaders that turn many reads into one. Made anew
 * for every request, so that nothing read for one key can reach another.
 */
export class RequestContext {
  readonly key: ApiKey | null;
  readonly useCases: UseCases;
  readonly meter: UsageMeter;
  readonly signal: AbortSignal;
  readonly isKeyGood: () => Promise<boolean>;
  readonly keyCheckMs: number;
  /** Items of the key's space by id; null where there is none. */
  readonly itemById: DataLoader<string, Item | null>;
  /** Model versions of the key's space by id; null where there is none. */
  readonly modelById: DataLoader<string, ModelVersion | null>;
  /** Why items were recommended; null where nothing says so. One page is one call. */
  readonly explanationOf: DataLoader<AnsweredItem, Explanation | null>;
  private readonly spaceById: DataLoader<SpaceId, Space | null>;

  constructor({ key, useCases, meter, signal, isCaching, isKeyGood, keyCheckMs }: RequestContextOptions) {
    this.key = key;
    this.useCases = useCases;
    this.meter = meter;
    this.signal = signal;
    this.isKeyGood = isKeyGood;
    this.keyCheckMs = keyCheckMs;
    this.itemById = new DataLoader(
      async (ids: readonly string[]) => {
        const items = await useCases.catalogue.findItems(this.space, ids);
        return ids.map((id) => items.get(id) ?? null);
      },
      { cache: isCaching, maxBatchSize: MAX_BATCH },
    );
    this.modelById = new DataLoader(
      (ids: readonly string[]) => Promise.all(ids.map((id) => useCases.models.find(this.space, id))),
      { cache: isCaching, maxBatchSize: MAX_BATCH },
    );
    this.explanationOf = new DataLoader(
      (answered: readonly AnsweredItem[]) => explainAnswers(useCases.explainer, this.space, answered),
      { cache: isCaching, maxBatchSize: MAX_BATCH },
    );
    this.spaceById = new DataLoader(
      (ids: readonly SpaceId[]) => Promise.all(ids.map((id) => useCases.spaces.find(id))),
      { cache: isCaching },
    );
  }

  /**
   * The space that the key opens.
   *
   * @throws {DomainError} `UNAUTHENTICATED` if the request came without a key.
   */
  get space(): SpaceId {
    if (this.key === null)
      throw new DomainError(
        "UNAUTHENTICATED",
        'Cannot answer without an API key: "Authorization: Bearer sq_..." is wanted',
      );
    return this.key.spaceId;
  }

  /**
   * The row of the key's space, read once for each request.
   *
   * @throws {DomainError} `UNKNOWN_SPACE` if it was deleted a moment ago.
   */
  async readSpace(): Promise<Space> {
    const space = await this.spaceById.load(this.space);
    if (space === null) throw new DomainError("UNKNOWN_SPACE", `Cannot read space "${this.space}": it is gone`);
    return space;
  }
}
