import { randomInt } from "node:crypto";
import { connect } from "node:net";

/**
 * Below the ports that systems give to outgoing connections (Linux: from 32,768): such a port could be taken by any program's connection while the server is down,
 * even by one of our own that tries to reach it.
 */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const ATTEMPTS = 100;

/** On this machine a port answers or refuses at once; one that does neither is somebody's. */
const ANSWER_MS = 2_000;

/**
 * The preferred TCP port of 127.0.0.1 if nobody listens on it, else a free one, chosen at random.
 *
 * @throws If a hundred in a row are taken.
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Error(`Cannot find a free port between ${LOWEST} and ${HIGHEST}`);
}

/** Asks by connecting: trying to listen would make the port look taken to another process that asks at the same time. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: ANSWER_MS });
    const settle = (free: boolean) => (): void => {
      socket.destroy();
      resolve(free);
    };
    socket.once("connect", settle(false)).once("timeout", settle(false)).once("error", settle(true));
  });
}
