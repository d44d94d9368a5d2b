import { userId, type UserId } from "../domain/userId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { User } from "../domain/user.js";
import type { UserRepository } from "../store/userRepository.js";

import { checkedAttributes } from "./checkedAttributes.js";
import { checkedList } from "./checkedList.js";
import type { UserHistories } from "./userHistories.js";
import type { UserWriteInput } from "./userWriteInput.js";

const MAX_USERS_PER_CALL = 1000;

/** What users need besides their rows. */
export interface UsersDependencies {
  readonly users: UserRepository;
  readonly histories: UserHistories;
  /** Deletes all snapshots of the log of a space. */
  readonly deleteSnapshots: (space: SpaceId) => Promise<void>;
}

/** The users of a space. */
export class Users {
  constructor(private readonly dependencies: UsersDependencies) {}

  /**
   * Creates and updates 1 to 1,000 users. Of several writes of one id the last wins.
   *
   * @throws {DomainError} `BAD_INPUT`, and then nothing is written; `UNKNOWN_SPACE`.
   */
  async upsert(space: SpaceId, users: readonly UserWriteInput[]): Promise<{ created: number; updated: number }> {
    const writes = checkedList("users", users, MAX_USERS_PER_CALL).map(({ id, attributes }) => ({
      id: userId(id),
      ...(attributes != null && { attributes: checkedAttributes(attributes) }),
    }));
    const { created, updated } = await this.dependencies.users.upsert(space, writes);
    return { created, updated };
  }

  /** The user, or null. @throws {DomainError} `BAD_INPUT` if this cannot be an id. */
  async find(space: SpaceId, id: string): Promise<User | null> {
    return this.dependencies.users.find(space, userId(id));
  }

  /**
   * Deletes a user with the log, the histories that this process keeps, and every snapshot of the space, since any may
   * hold it. The next training knows nothing of the user; artifacts never hold a user's id. Vectors that a language model
   * made of the user stay in memory until others push them out or their model ends: nobody who has the id later gets them.
   *
   * @returns False if there was no such user.
   * @throws {DomainError} `BAD_INPUT` if this cannot be an id.
   */
  async delete(space: SpaceId, id: string): Promise<boolean> {
    const user: UserId = userId(id);
    const existed = await this.dependencies.users.delete(space, user);
    this.dependencies.histories.forget(space, user);
    // Also if there was no such user: an earlier call may have been cut off between the rows and the snapshots.
    await this.dependencies.deleteSnapshots(space);
    return existed;
  }
}
