import { join } from "node:path";

import type { HubOptions } from "../../src/ml/index.js";

/** A hub that must not be asked, for tests that name no model of one. */
export function testHub(home: string): HubOptions {
  return { cacheFolder: join(home, "models"), endpoint: "http://127.0.0.1:9", token: null, isOffline: true };
}
