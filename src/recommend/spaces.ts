import { checkedEventMeanings } from "./checkedEventMeanings.js";
import type { EventMeanings } from "../domain/eventMeaning.js";
import { spaceId, type SpaceId } from "../domain/spaceId.js";
import type { Space } from "../store/space.js";
import type { SpaceRepository } from "../store/spaceRepository.js";

export type { Space } from "../store/space.js";

/** What spaces are kept with. */
export interface SpacesDependencies {
  readonly spaces: SpaceRepository;
  /** Ends what is loaded of a space, and deletes its files: snapshots, artifacts. */
  readonly deleteFiles: (space: SpaceId) => Promise<void>;
}

/** The spaces of an installation. */
export class Spaces {
  constructor(private readonly dependencies: SpacesDependencies) {}

  /** Makes a space. @throws {DomainError} `BAD_INPUT`, `SPACE_EXISTS`. */
  async create(id: string, eventMeanings: EventMeanings = {}): Promise<Space> {
    return this.dependencies.spaces.create(spaceId(id), checkedEventMeanings(eventMeanings));
  }

  /** All spaces. */
  list(): Promise<readonly Space[]> {
    return this.dependencies.spaces.list();
  }

  /** The space, or null. */
  find(id: SpaceId): Promise<Space | null> {
    return this.dependencies.spaces.find(id);
  }

  /** Says anew what event types mean; counts from the next answer on. @throws {DomainError} `BAD_INPUT`, `UNKNOWN_SPACE`. */
  async setEventMeanings(id: SpaceId, eventMeanings: EventMeanings): Promise<Space> {
    return this.dependencies.spaces.setEventMeanings(id, checkedEventMeanings(eventMeanings));
  }

  /** Deletes a space with all that belongs to it. @throws {DomainError} `UNKNOWN_SPACE`. */
  async delete(id: SpaceId): Promise<void> {
    await this.dependencies.spaces.delete(id);
    await this.dependencies.deleteFiles(id);
  }
}
