import type { EventMeanings } from "../domain/eventMeaning.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { UserId } from "../domain/userId.js";
import type { Database } from "./database.js";
import { queryRows } from "./queryRows.js";
import { unknownSpace } from "./unknownSpace.js";

/** What every request must know before it may use anything cached. */
export interface ServingState {
  readonly catalogueVersion: bigint;
  readonly servedModelVersionId: string | null;
  readonly eventMeanings: EventMeanings;
  /** None if no user was asked for, or the user is unknown. */
  readonly user: {
    readonly historyVersion: bigint;
    /** Tells a user from one of the same id who was deleted before. */
    readonly createdAt: Date;
  } | null;
}

interface Row extends Omit<ServingState, "user"> {
  readonly historyVersion: bigint | null;
  readonly createdAt: Date | null;
}

const READ = `select s."catalogueVersion", s."servedModelVersionId", s."eventMeanings", u."historyVersion", u."createdAt"
  from "Space" s left join "User" u on u."spaceId" = s.id and u.id = $2 where s.id = $1`;

/** The versions that caches key on. */
export class ServingStateRepository {
  constructor(private readonly database: Database) {}

  /** One prepared statement, because every request starts with it. @throws {DomainError} `UNKNOWN_SPACE`. */
  async read(space: SpaceId, user: UserId | null): Promise<ServingState> {
    const [row] = await queryRows<Row>(this.database, READ, [space, user], "serving-state");
    if (!row) throw unknownSpace(space);
    const { historyVersion, createdAt, ...state } = row;
    return { ...state, user: historyVersion === null || createdAt === null ? null : { historyVersion, createdAt } };
  }
}
