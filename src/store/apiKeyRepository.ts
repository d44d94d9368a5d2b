import { createHash, randomBytes } from "node:crypto";

import { DomainError } from "../domain/domainError.js";
import type { Role } from "../domain/role.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Database } from "./database.js";
import { inTransaction } from "./inTransaction.js";
import { queryRows } from "./queryRows.js";
import { unknownSpace } from "./unknownSpace.js";

/** A key as it may be shown: never its secret. */
export interface ApiKey {
  readonly id: string;
  readonly spaceId: SpaceId;
  readonly role: Role;
  readonly name: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** How its secret begins, so that people can tell keys apart. */
  readonly prefix: string;
}

const ID_BYTES = 6;
const SECRET_BYTES = 24;
const COLUMNS = `id, "spaceId", role, name, "createdAt", "revokedAt", 'sq_' || id as prefix`;
const AUTHENTICATE = `select ${COLUMNS} from "ApiKey" where "secretHash" = $1 and "revokedAt" is null`;

/** The keys that open spaces. */
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes a key.
   *
   * @returns The key and its secret, which is shown this once: only its SHA-256 is kept.
   * @throws {DomainError} `UNKNOWN_SPACE`.
   */
  async create(
    space: SpaceId,
    wanted: { readonly role: Role; readonly name: string },
  ): Promise<{ readonly key: ApiKey; readonly secret: string }> {
    const [id, secret] = newSecret();
    const [key] = await queryRows<ApiKey>(
      this.database,
      `insert into "ApiKey" ("spaceId", id, role, name, "secretHash") values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [space, id, wanted.role, wanted.name, hashOf(secret)],
    );
    if (!key) throw new Error("Cannot read back the key that was just made");
    return { key, secret };
  }

  /**
   * Makes a key if the space has none, not even a revoked one; of several at once one does.
   *
   * @returns Its secret; null if there was a key.
   * @throws {DomainError} `UNKNOWN_SPACE`.
   */
  async createFirst(space: SpaceId, wanted: { readonly role: Role; readonly name: string }): Promise<string | null> {
    const [id, secret] = newSecret();
    return inTransaction(this.database, async (client) => {
      const { rowCount: spaces } = await client.query(`select from "Space" where id = $1 for no key update`, [space]);
      if (spaces === 0) throw unknownSpace(space);
      const { rowCount: made } = await client.query(
        `insert into "ApiKey" ("spaceId", id, role, name, "secretHash") select $1, $2, $3, $4, $5
         where not exists (select from "ApiKey" where "spaceId" = $1)`,
        [space, id, wanted.role, wanted.name, hashOf(secret)],
      );
      return made === 0 ? null : secret;
    });
  }

  /** The key of a secret; null if it is unknown or revoked. One prepared statement, because every request needs it. */
  async authenticate(secret: string): Promise<ApiKey | null> {
    const [key] = await queryRows<ApiKey>(this.database, AUTHENTICATE, [hashOf(secret)], "authenticate");
    return key ?? null;
  }

  /** All keys of the space, revoked ones too, oldest first. */
  async list(space: SpaceId): Promise<readonly ApiKey[]> {
    return queryRows<ApiKey>(
      this.database,
      `select ${COLUMNS} from "ApiKey" where "spaceId" = $1 order by "createdAt", id`,
      [space],
    );
  }

  /** Makes a key open nothing any more; once revoked, it stays so. @throws {DomainError} `UNKNOWN_KEY`. */
  async revoke(space: SpaceId, id: string): Promise<ApiKey> {
    const [key] = await queryRows<ApiKey>(
      this.database,
      `update "ApiKey" set "revokedAt" = coalesce("revokedAt", now()) where "spaceId" = $1 and id = $2 returning ${COLUMNS}`,
      [space, id],
    );
    if (!key) throw new DomainError("UNKNOWN_KEY", `Cannot revoke key "${id}": space "${space}" has no such key`);
    return key;
  }
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}

function newSecret(): [id: string, secret: string] {
  const id = randomBytes(ID_BYTES).toString("hex");
  return [id, `sq_${id}_${randomBytes(SECRET_BYTES).toString("base64url")}`];
}
