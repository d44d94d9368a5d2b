import { Redis } from "ioredis";

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Sees whether a Redis answers: BullMQ would go on trying for ever, and not even end when it is closed.
 *
 * @throws {Error} What the connection failed with.
 */
export async function reachRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: 1, // a timer of two seconds would keep a program that has nothing more to do
    retryStrategy: () => null,
  });
  const failure = new Promise<never>((_, reject) => redis.once("error", reject)); // what `connect` throws says less
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), failure]);
  } finally {
    redis.disconnect();
  }
}
