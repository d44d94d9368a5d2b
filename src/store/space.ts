import type { EventMeanings } from "../domain/eventMeaning.js";
import type { SpaceId } from "../domain/spaceId.js";

/** A tenant, and what all its requests share. */
export interface Space {
  readonly id: SpaceId;
  readonly eventMeanings: EventMeanings;
  /** Grows by one with every write to the catalogue; versions become visible in order. */
  readonly catalogueVersion: bigint;
  /** The promoted model version, if any. */
  readonly servedModelVersionId: string | null;
  readonly createdAt: Date;
}
