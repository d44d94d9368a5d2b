import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { spaceId } from "../../src/domain/spaceId.js";
import { ApiKeyRepository } from "../../src/store/apiKeyRepository.js";
import type { Database } from "../../src/store/database.js";
import { SpaceRepository } from "../../src/store/spaceRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

const space = spaceId("films");

describe("ApiKeyRepository", () => {
  let database: Database;
  let keys: ApiKeyRepository;

  beforeAll(async () => {
    database = await testDatabase();
    keys = new ApiKeyRepository(database);
    await new SpaceRepository(database).create(space);
  });
  afterAll(() => database.close());

  test("create() returns a secret that opens the space, and the database does not hold it", async () => {
    const { key, secret } = await keys.create(space, { role: "WRITER", name: "importer" });
    expect(secret).toMatch(/^sq_[0-9a-f]{12}_[\w-]{32}$/);
    expect(secret.startsWith(key.prefix)).toBe(true);
    expect(key).toMatchObject({ spaceId: space, role: "WRITER", name: "importer", revokedAt: null });
    expect(await keys.authenticate(secret)).toEqual(key);
    expect(await keys.list(space)).toEqual([key]);
    const rows = await database.prisma.apiKey.findMany();
    const random = secret.split("_").slice(2).join("_");
    expect(JSON.stringify(rows.map((row) => ({ ...row, hash: Buffer.from(row.secretHash).toString() })))).not.toContain(
      random,
    );
  });

  test("authenticate() knows nothing but whole secrets", async () => {
    const { secret } = await keys.create(space, { role: "READER", name: "reader" });
    for (const wrong of ["", secret.slice(0, -1), `${secret} `, secret.toUpperCase(), `${secret}\0`, "\ud800"])
      expect(await keys.authenticate(wrong)).toBeNull();
  });

  test("revoke() makes a key open nothing, stays so, and only works within its space", async () => {
    const other = spaceId("other");
    await new SpaceRepository(database).create(other);
    const { key, secret } = await keys.create(space, { role: "ADMIN", name: "admin" });
    await expect(keys.revoke(other, key.id)).rejects.toMatchObject({ code: "UNKNOWN_KEY" });
    expect(await keys.authenticate(secret)).toEqual(key);
    const { revokedAt } = await keys.revoke(space, key.id);
    expect(revokedAt).toBeInstanceOf(Date);
    expect(await keys.authenticate(secret)).toBeNull();
    expect((await keys.revoke(space, key.id)).revokedAt).toEqual(revokedAt);
  });

  test("createFirst() makes one key, however many ask at once, and none where there was one", async () => {
    const fresh = spaceId("fresh");
    await new SpaceRepository(database).create(fresh);
    const wanted = { role: "ADMIN", name: "first" } as const;
    const secrets = await Promise.all(Array.from({ length: 8 }, () => keys.createFirst(fresh, wanted)));
    const made = secrets.filter((secret) => secret !== null);
    expect(made).toHaveLength(1);
    const [key] = await keys.list(fresh);
    expect(await keys.authenticate(made[0]!)).toEqual(key);
    await keys.revoke(fresh, key!.id);
    expect(await keys.createFirst(fresh, wanted)).toBeNull();
    await expect(keys.createFirst(spaceId("nowhere"), wanted)).rejects.toMatchObject({ code: "UNKNOWN_SPACE" });
  });

  test("create() refuses an unknown space", async () => {
    await expect(keys.create(spaceId("nowhere"), { role: "READER", name: "x" })).rejects.toMatchObject({
      code: "UNKNOWN_SPACE",
    });
  });
});
