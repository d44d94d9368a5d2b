import { DomainError } from "../domain/domainError.js";
import { identifier } from "../domain/identifier.js";
import type { Role } from "../domain/role.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ApiKey, ApiKeyRepository } from "../store/apiKeyRepository.js";

import { isGeneratedId } from "./isGeneratedId.js";

export type { ApiKey } from "../store/apiKeyRepository.js";

/** The keys that open a space. */
export class ApiKeys {
  constructor(private readonly keys: ApiKeyRepository) {}

  /**
   * Makes a key; its secret is told this once.
   *
   * @param input The name is for people, 1 to 255 characters.
   * @throws {DomainError} `BAD_INPUT`, `UNKNOWN_SPACE`.
   */
  async create(space: SpaceId, { role, name }: { role: Role; name: string }): Promise<{ key: ApiKey; secret: string }> {
    return this.keys.create(space, { role, name: identifier("key name", name) });
  }

  /**
   * Makes the one admin key that makes all others, if the space has no key yet; of several processes at once one does.
   *
   * @returns Its secret, told this once; null if there was a key.
   * @throws {DomainError} `UNKNOWN_SPACE`.
   */
  createFirst(space: SpaceId): Promise<string | null> {
    return this.keys.createFirst(space, { role: "ADMIN", name: "first admin key" });
  }

  /** Ends a key, in every process from their next request on. @throws {DomainError} `UNKNOWN_KEY`. */
  async revoke(space: SpaceId, id: string): Promise<ApiKey> {
    if (!isGeneratedId(id))
      throw new DomainError("UNKNOWN_KEY", `Cannot revoke key ${JSON.stringify(id)}: it is unknown`);
    return this.keys.revoke(space, id);
  }

  /** All keys of a space, the revoked ones too. */
  list(space: SpaceId): Promise<readonly ApiKey[]> {
    return this.keys.list(space);
  }

  /** The key that a secret belongs to; null if there is none, or it is revoked. Asked on every request, never cached. */
  authenticate(secret: string): Promise<ApiKey | null> {
    return this.keys.authenticate(secret);
  }
}
