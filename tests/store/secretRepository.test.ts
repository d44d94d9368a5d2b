import { expect, test } from "@jest/globals";

import { SecretRepository } from "../../src/store/secretRepository.js";
import { testDatabase } from "../harness/testDatabase.js";

test("cursorKey() is made once, also when many ask at once, and is the same for all", async () => {
  const database = await testDatabase();
  try {
    const keys = await Promise.all(Array.from({ length: 8 }, () => new SecretRepository(database).cursorKey()));
    expect(keys[0]).toHaveLength(32);
    for (const key of keys) expect(key).toEqual(keys[0]);
  } finally {
    await database.close();
  }
});
