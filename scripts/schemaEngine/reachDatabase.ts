import { openEmbeddedDatabase } from "../../src/store/embedded/openEmbeddedDatabase.js";
import { addCloser } from "./closers.js";
import { debugLog } from "./debugLog.js";

const EMBEDDED = "embedded:";
const log = { debug: debugLog, info: debugLog, warn: debugLog, error: debugLog };
const reached = new Map<string, Promise<string>>();

/** The address that a database URL stands for; `embedded:FOLDER` is started when it is first asked for. */
export function reachDatabase(url: string): Promise<string> {
  let address = reached.get(url);
  if (!address) {
    address = url.startsWith(EMBEDDED) ? startEmbedded(url.slice(EMBEDDED.length)) : Promise.resolve(url);
    reached.set(url, address);
  }
  return address;
}

async function startEmbedded(folder: string): Promise<string> {
  const embedded = await openEmbeddedDatabase(folder, log);
  addCloser(() => embedded.close());
  return embedded.url;
}
